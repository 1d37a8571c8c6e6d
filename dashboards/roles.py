"""Makes Superset's roles and row rules what the plan says; the plan is computed elsewhere (govhub.dashboards.access).

Roles and rules of the plan are ours wholly: what was added to them by hand goes. Rules of a body that left go too, and
its role with them. All others are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from permissions import PROFILES, Permissions


def apply_access(plan: dict[str, Any], admin: Any) -> None:
    """Apply a plan, in one transaction; the administrator sees every body."""
    from superset.utils.decorators import transaction

    @transaction()
    def take() -> None:
        for name, wanted in plan["roles"].items():
            _set_role(name, PROFILES.get(name, frozenset()), wanted["datasets"])
        for name in PROFILES.keys() - plan["roles"].keys():
            _set_role(name, frozenset(), [])
        _set_role("Public", frozenset(), [])  # what older installations gave to people who do not log in
        _set_dashboards(plan["dashboards"])
        _set_rules(plan)
        _add_role(admin, plan["sees_every_body"])

    take()


def _set_role(name: str, permissions: Permissions, datasets: Iterable[str]) -> None:
    from superset import security_manager as security
    from superset.connectors.sqla.models import SqlaTable

    role = security.find_role(name) or security.add_role(name)
    wanted = [security.find_permission_view_menu(*pair) for pair in sorted(permissions)]
    readable = _of(SqlaTable, datasets)
    wanted += [security.add_permission_view_menu("datasource_access", dataset.get_perm()) for dataset in readable]
    role.permissions = [pair for pair in wanted if pair is not None]  # a view that this configuration does not have


def _set_dashboards(roles: dict[str, list[str]]) -> None:
    from superset import security_manager as security
    from superset.models.dashboard import Dashboard

    for dashboard in _of(Dashboard, roles):
        dashboard.roles = [security.find_role(name) for name in roles[str(dashboard.uuid)]]


def _set_rules(plan: dict[str, Any]) -> None:
    from superset import db
    from superset import security_manager as security
    from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable, TableColumn

    by_hand = db.session.query(SqlaTable).join(TableColumn).filter(TableColumn.column_name == plan["column"]).all()
    known = {rule.name: rule for rule in db.session.query(RowLevelSecurityFilter)}
    for wanted in plan["rules"]:
        rule = known.get(wanted["name"]) or RowLevelSecurityFilter(name=wanted["name"])
        rule.filter_type, rule.group_key, rule.clause = wanted["filter_type"], wanted["group_key"], wanted["clause"]
        rule.description = "Mantida por `govhub dashboards apply` a partir de orgaos.yaml."
        rule.roles = [security.find_role(name) for name in wanted["roles"]]
        tables = _of(SqlaTable, wanted["datasets"])
        # A dataset that somebody made of the same table has the same rows.
        rule.tables = list(
            {table.id: table for table in (*tables, *(by_hand if wanted["everywhere"] else ()))}.values()
        )
        db.session.add(rule)
    names = {wanted["name"] for wanted in plan["rules"]}
    for name, rule in known.items():
        if name.startswith(plan["rule_prefix"]) and name not in names:
            _remove(rule, plan)


def _remove(rule: Any, plan: dict[str, Any]) -> None:
    """Remove a rule, and the role of the body that it was for."""
    from superset import db

    left = [role for role in rule.roles if role.name not in plan["roles"] and role.name not in PROFILES]
    rule.roles, rule.tables = [], []
    db.session.flush()
    db.session.delete(rule)
    for role in left:
        role.permissions, role.user = [], []
        db.session.flush()
        db.session.delete(role)


def _add_role(user: Any, name: str) -> None:
    from superset import security_manager as security

    role = security.find_role(name)
    if role not in user.roles:
        user.roles = [*user.roles, role]


def _of(model: Any, identities: Iterable[str]) -> list[Any]:
    """Return the assets with these identities, as far as they are here."""
    from superset import db

    wanted = set(identities)
    return [asset for asset in db.session.query(model) if str(asset.uuid) in wanted]
