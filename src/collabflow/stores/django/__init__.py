"""Sharing Django's transaction, and the tables of a store in a Django project's migrations.

Put "collabflow.stores.django" into INSTALLED_APPS: `manage.py migrate` then makes the tables beside yours, also in the
test database. In a view, inside `transaction.atomic()`, use `flow.within(connection)`; a view that raises leaves
neither its rows nor ours. After-hooks run by `transaction.on_commit`.
Source: storage.md, the host's own transaction. Needs the extra `django`.
"""
