"""How Superset starts: as it comes, but refusing a database that it can't reach in a sentence without the password."""

from __future__ import annotations

from typing import Any

from given import WrongSettings


def app_initializer(app: Any) -> Any:
    """Return Superset's initializer; its own message about an unreachable database would show the whole address."""
    from sqlalchemy.engine.url import make_url
    from sqlalchemy.exc import SQLAlchemyError
    from superset.extensions import db
    from superset.initialization import SupersetAppInitializer

    class Initializer(SupersetAppInitializer):  # type: ignore[misc]
        def check_and_warn_database_connection(self) -> None:
            try:
                with self.superset_app.app_context(), db.engine.connect():
                    pass
            except SQLAlchemyError:  # it could not go on without either
                address = make_url(self.config["SQLALCHEMY_DATABASE_URI"])
                raise WrongSettings(
                    f"o banco do Superset não aceita conexões ({address.database} em {address.host}:{address.port or 5432}); "
                    "confira se está no ar e o endereço em SUPERSET_METADATA_URL"
                ) from None

    return Initializer(app)
