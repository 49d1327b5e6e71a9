"""How the cells of a template look, and what may be typed into them."""

from typing import Any

from baocao.registry import FormItem

YES_NO = ("có", "không")
BASE = {"font_name": "Times New Roman", "font_size": 12}
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "text_wrap": True, "border": 1},
    "plain": {},
    "center": {"align": "center"},
    "bold": {"bold": True, "align": "center"},
    "number": {"valign": "top", "align": "center", "border": 1},
    "title": {
        "bold": True,
        "font_size": 14,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "note": {"italic": True, "align": "center", "text_wrap": True},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True},
    "code": {"italic": True, "align": "center", "border": 1},
    "section": {"bold": True, "border": 1, "bg_color": "#F2F2F2"},
    "input": {"border": 1, "align": "right", "bg_color": "#FFF9DB", "locked": False},
    "opening": {"border": 1, "align": "right", "bg_color": "#E6F0FA", "locked": False},
    "remark": {"border": 1, "text_wrap": True, "locked": False},
    "free": {"italic": True, "align": "center", "locked": False},
    "closed": {"border": 1, "bg_color": "#D9D9D9"},
    "total": {"bold": True, "border": 1, "align": "right"},
}


def validation(item: FormItem, kind: str, decimals: int) -> dict[str, Any]:
    """Return what may be typed into an item's cell."""
    if kind == "boolean":
        rule: dict[str, Any] = {"validate": "list", "source": list(YES_NO)}
        # A document's number is an answer too: what is typed is questioned, not refused.
        rule["error_type"] = "information"
        wanted = "có, không hoặc số, ký hiệu văn bản / yes, no or the number of the document"
    elif kind == "rate":
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
        wanted = "tỷ lệ từ 0 đến 100 / a rate from 0 to 100"
    elif decimals == 0:
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
        wanted = "số nguyên từ 0 trở lên / a whole number from 0"
    else:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        wanted = "số từ 0 trở lên / a number from 0"
    return rule | {
        "error_title": item.code,
        "error_message": f"{item.code}: {wanted}",
        "ignore_blank": True,
    }
