"""What every chart says besides its picture: the buttons of its legend, and a description for readers of screens.

ECharts has both in Brazilian Portuguese, but the page asks for them by a name that ECharts does not know («PT_BR») and
falls back to English. The theme may change any option of a chart, and these are options.
"""

from __future__ import annotations

from typing import Any

_LEGEND = {"selector": [{"type": "all", "title": "Todos"}, {"type": "inverse", "title": "Inverter"}]}
# The charts that have a legend; on another one the option would make a legend.
_WITH_LEGEND = (
    "bubble_v2", "echarts_area", "echarts_timeseries", "echarts_timeseries_bar", "echarts_timeseries_line",
    "echarts_timeseries_scatter", "echarts_timeseries_smooth", "echarts_timeseries_step", "funnel", "mixed_timeseries",
    "pie", "radar",
)  # fmt: skip
_DESCRIPTION = {
    "general": {"withTitle": "Gráfico «{title}»", "withoutTitle": "Gráfico"},
    "series": {
        "maxCount": 12,
        "single": {"prefix": "", "withName": " de {seriesName}", "withoutName": ""},
        "multiple": {
            "prefix": " de {seriesCount} séries: ",
            "withName": "{seriesName}",
            "withoutName": "{seriesId}",
            "separator": {"middle": "; ", "end": "."},
        },
    },
    # Not the values: ECharts says whatever it keeps of a point, places and parts of a stack among it. They are in the
    # chart's menu, as a table.
    "data": {
        "maxCount": 1, "allData": "", "partialData": "", "withName": "", "withoutName": "",
        "separator": {"middle": "", "end": ""},
    },
}  # fmt: skip
OPTIONS: dict[str, Any] = {
    "echartsOptionsOverrides": {"aria": {"enabled": True, "label": _DESCRIPTION}},
    "echartsOptionsOverridesByChartType": {chart: {"legend": _LEGEND} for chart in _WITH_LEGEND},
}
