"""The forms that the tables had, one after another: alembic's environment and its versions."""
