"""Reading DAGs must not leave an `~/airflow` behind, nor read another Airflow's settings."""

import os
import tempfile

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="baocao-airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
