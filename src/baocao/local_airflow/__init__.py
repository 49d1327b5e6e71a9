"""A whole Airflow on this machine: for the demonstration, for trying things out and for tests.

`python -m baocao.local_airflow demo|up|down|smoke`. The real installation is `docker-compose.yml`;
both run the same `dags/`. Everything listens on 127.0.0.1 only, every secret is generated on this
machine, and what was started is ended as a whole.
"""
