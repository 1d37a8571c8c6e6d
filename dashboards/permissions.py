"""What each profile may do in Superset, in Superset's own words: (permission, view). Nothing else is given.

Each list was found by opening dashboards in a browser and adding what a refused request named.
"""

from __future__ import annotations

Permissions = frozenset[tuple[str, str]]

# To see a dashboard and use its filters.
CITIZEN: Permissions = frozenset(
    {
        ("can_read", "Dashboard"),
        ("can_read", "Chart"),
        ("can_dashboard", "Superset"),
        ("can_explore_json", "Superset"),
        ("can_dashboard_permalink", "Superset"),
        ("can_language_pack", "Superset"),
        ("can_read", "DashboardPermalinkRestApi"),
        ("can_read", "DashboardFilterStateRestApi"),
        ("can_write", "DashboardFilterStateRestApi"),
        ("can_read", "CurrentUserRestApi"),
        ("can_read", "Theme"),
        ("can_time_range", "Api"),
    }
)
# And to take the figures home, go into them, and send somebody a link.
MANAGER: Permissions = CITIZEN | {
    ("menu_access", "Dashboards"),
    ("menu_access", "Home"),
    ("can_csv", "Superset"),
    ("can_drill", "Dashboard"),
    ("can_view_chart_as_table", "Dashboard"),
    ("can_samples", "Datasource"),
    ("can_get_drill_info", "Dataset"),
    ("can_share_chart", "Superset"),
    ("can_share_dashboard", "Superset"),
    ("can_write", "DashboardPermalinkRestApi"),
    ("can_log", "Superset"),
    ("can_recent_activity", "Log"),
    ("can_get", "MenuApi"),
    ("can_read", "SecurityRestApi"),
    ("can_read", "security"),
    ("can_read", "user"),
    ("can_write", "CurrentUserRestApi"),
    ("can_userinfo", "UserDBModelView"),
    ("can_userinfo", "UserOAuthModelView"),
    ("resetmypassword", "UserDBModelView"),
    ("can_this_form_get", "ResetMyPasswordView"),
    ("can_this_form_post", "ResetMyPasswordView"),
}
# And to explore datasets, keep charts and dashboards of one's own, and ask in SQL.
ANALYST: Permissions = MANAGER | {
    ("menu_access", "Charts"),
    ("menu_access", "Data"),
    ("menu_access", "Datasets"),
    ("menu_access", "SQL Lab"),
    ("menu_access", "SQL Editor"),
    ("menu_access", "Saved Queries"),
    ("menu_access", "Query Search"),
    ("can_explore", "Superset"),
    ("can_slice", "Superset"),
    ("can_fetch_datasource_metadata", "Superset"),
    ("can_sqllab", "Superset"),
    ("can_sqllab_history", "Superset"),
    ("can_read", "Explore"),
    ("can_read", "ExploreFormDataRestApi"),
    ("can_write", "ExploreFormDataRestApi"),
    ("can_read", "ExplorePermalinkRestApi"),
    ("can_write", "ExplorePermalinkRestApi"),
    ("can_read", "Dataset"),
    ("can_read", "Database"),
    ("can_get", "Datasource"),
    ("can_get_column_values", "Datasource"),
    ("can_validate_expression", "Datasource"),
    ("can_write", "Chart"),
    ("can_write", "Dashboard"),
    ("can_view_query", "Dashboard"),
    ("can_query", "Api"),
    ("can_query_form_data", "Api"),
    ("can_read", "Annotation"),
    ("can_read", "CssTemplate"),
    ("can_read", "SavedQuery"),
    ("can_list", "SavedQuery"),
    ("can_write", "SavedQuery"),
    ("can_export", "SavedQuery"),
    ("can_read", "Query"),
    ("can_read", "SQLLab"),
    ("can_execute_sql_query", "SQLLab"),
    ("can_get_results", "SQLLab"),
    ("can_format_sql", "SQLLab"),
    ("can_export_csv", "SQLLab"),
    ("can_export_streaming_csv", "SQLLab"),
    ("can_read", "SqlLabPermalinkRestApi"),
    ("can_write", "SqlLabPermalinkRestApi"),
    ("can_activate", "TabStateView"),
    ("can_get", "TabStateView"),
    ("can_post", "TabStateView"),
    ("can_put", "TabStateView"),
    ("can_delete", "TabStateView"),
    ("can_delete_query", "TabStateView"),
    ("can_migrate_query", "TabStateView"),
    ("can_post", "TableSchemaView"),
    ("can_expanded", "TableSchemaView"),
    ("can_delete", "TableSchemaView"),
}
PROFILES = {"Cidadão": CITIZEN, "Gestor": MANAGER, "Analista": ANALYST}
