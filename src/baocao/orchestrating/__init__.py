"""What the DAGs call, beside the package's own steps: runs and is tested without Airflow."""
