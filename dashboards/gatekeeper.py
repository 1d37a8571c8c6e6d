"""Who may ask what: Superset's own checks, and those that it lacks.

- A token is looked at before anything is called public: Superset takes whoever brings one for an anonymous person
  wherever the public may go.
- An anonymous person reads datasets that were made public and no other, whatever dashboard they are in, and opens only
  dashboards that name his role.
- Without SQL Lab nobody sends expressions (guard.py); in it only questions are asked (sql_rules.py), and nobody reads
  another one's answers.
"""

from __future__ import annotations

from typing import Any

from flask import Request, current_app, g, has_request_context
from flask_appbuilder.security.sqla.models import User
from flask_jwt_extended import get_current_user, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError
from superset.security import SupersetSecurityManager

from guard import LEGACY_CHARTS, REFUSED, Fields, refusal
from identification import Identification
from sql_rules import script_refusal

_OTHERS_QUERY = "Esta consulta é de outra pessoa."


class Gatekeeper(Identification, SupersetSecurityManager):
    """Superset's security manager, with what the module says."""

    def request_loader(self, request: Request) -> User | None:
        """Return the person of a token, where no session says who asks; a token that does not hold is none."""
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return super().request_loader(request)
        try:
            verify_jwt_in_request()
            return get_current_user()
        except (JWTExtendedException, PyJWTError):
            return None

    def raise_for_access(self, **asked: Any) -> None:
        """Refuse what Superset would answer; then let it decide."""
        person = getattr(g, "user", None)
        if person is not None:
            self._check_query(asked.get("query"))
            context, viz = asked.get("query_context"), asked.get("viz")
            dataset = asked.get("datasource") or getattr(context or viz, "datasource", None)
            if person.is_anonymous:
                self._check_public(asked, dataset)
                for question in filter(None, (context, viz)):
                    question.force = False  # the public is served from the cache
            if (context is not None or viz is not None) and not self.can_access("can_execute_sql_query", "SQLLab"):
                self._check_plain(context, viz, dataset)
        super().raise_for_access(**asked)

    def _check_public(self, asked: dict[str, Any], dataset: Any) -> None:
        if any(asked.get(name) for name in ("database", "query", "sql", "table")):
            self._refuse("É preciso entrar para consultar o banco de dados.")
        if dataset is not None and not self.can_access("datasource_access", getattr(dataset, "perm", None) or ""):
            self._refuse("Este conjunto de dados não é público.")
        dashboard, public = asked.get("dashboard"), self.get_public_role()
        if dashboard is not None and (public is None or public.id not in {role.id for role in dashboard.roles}):
            self._refuse("Este painel não é público.")

    def _check_plain(self, context: Any, viz: Any, dataset: Any) -> None:
        from superset.connectors.sqla.models import SqlaTable

        if not isinstance(dataset, SqlaTable) or (viz is not None and viz.viz_type not in LEGACY_CHARTS):
            self._refuse(REFUSED)
        queries = [_as_asked(query) for query in context.queries] if context is not None else [_legacy(viz)]
        fields = Fields(
            frozenset(column.column_name for column in dataset.columns),
            frozenset(metric.metric_name for metric in dataset.metrics),
        )
        reason = refusal(queries, fields)
        if reason:
            self._refuse(reason)

    def _check_query(self, query: Any) -> None:
        """Check what the SQL Lab asks, also when a chart or an export asks it again."""
        sql = getattr(query, "sql", None)
        if query is None or sql is None:
            return
        from superset import db
        from superset.connectors.sqla.models import SqlaTable
        from superset.utils.core import get_user_id

        if query.user_id is not None and query.user_id != get_user_id() and not self.is_admin():
            self._refuse(_OTHERS_QUERY)
        tables = frozenset(name for (name,) in db.session.query(SqlaTable.table_name).distinct())
        reason = script_refusal(sql, tables)
        if reason:
            self._refuse(reason)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Ask for the one right, where Superset reads all that the public has, before each answer to anybody."""
        public = self.get_public_role()
        return public is not None and self.exist_permission_on_roles(view_name, permission_name, [public.id])

    def exist_permission_on_roles(self, view_name: str, permission_name: str, role_ids: list[int]) -> bool:
        """Ask the database once in a request for what Superset asks it several times."""
        if not has_request_context():
            return super().exist_permission_on_roles(view_name, permission_name, role_ids)
        known = g.setdefault("_govhub_rights", {})
        asked = (view_name, permission_name, *role_ids)
        if asked not in known:
            known[asked] = super().exist_permission_on_roles(view_name, permission_name, role_ids)
        return bool(known[asked])

    def auth_user_db(self, username: str, password: str) -> User | None:
        """Let nobody in by password where people identify themselves elsewhere, unless a setting says so."""
        if not current_app.config["LOCAL_LOGIN"]:
            return None
        return super().auth_user_db(username, password)

    @staticmethod
    def _refuse(reason: str) -> None:
        from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
        from superset.exceptions import SupersetSecurityException

        raise SupersetSecurityException(
            SupersetError(
                message=reason,
                error_type=SupersetErrorType.DATASOURCE_SECURITY_ACCESS_ERROR,
                level=ErrorLevel.WARNING,
            )
        )


def _as_asked(query: Any) -> dict[str, Any]:
    return {
        **query.to_dict(),
        "annotation_layers": query.annotation_layers,
        "time_offsets": query.time_offsets,
    }


def _legacy(viz: Any) -> dict[str, Any]:
    return {**viz.query_obj(), "annotation_layers": viz.form_data.get("annotation_layers")}
