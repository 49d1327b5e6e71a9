"""What the DAGs call, beside the package's own steps: runs and is tested without Airflow.

`timetable` alone is made of Airflow's classes; Airflow loads it as a plugin.
"""
