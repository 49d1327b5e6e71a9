"""Two forms laid out elsewhere, described by rows of data only, and workbooks filled in on them.

One as health offices in Kenya send theirs (English, months in one column, instructions above), one
as in Côte d'Ivoire (French, year above the table, headings in two rows, the unit named once).
"""

import shutil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.workbooks import saved

from baocao.registry import Registry

ROWS = {
    "indicators/indicators.csv": """
KE01,QT,Hộ được thăm,Households visited,hộ,household,flow,neutral,sum,sum,whole,0,Mẫu
KE02,QT,Hội nghị thôn,Village meetings,hội nghị,meeting,flow,neutral,sum,sum,whole,0,Mẫu
CI01,QT,Buổi tuyên truyền,Awareness sessions,buổi,session,flow,neutral,sum,sum,whole,0,Mẫu
CI02,QT,Người dự,People attending,lượt người,person,flow,neutral,sum,sum,whole,0,Mẫu
CI03,QT,Đơn nhận được,Petitions received,đơn,petition,flow,neutral,sum,sum,whole,0,Mẫu
""",
    "indicators/indicator_definitions.csv": """
KE01,1,2014-01-01,,no,Định nghĩa ban đầu,As first defined,Mẫu
KE02,1,2014-01-01,,no,Định nghĩa ban đầu,As first defined,Mẫu
CI01,1,2014-01-01,,no,Định nghĩa ban đầu,As first defined,Mẫu
CI02,1,2014-01-01,,no,Định nghĩa ban đầu,As first defined,Mẫu
CI03,1,2014-01-01,,no,Định nghĩa ban đầu,As first defined,Mẫu
""",
    "forms/forms.csv": """
F-KE,1,2025-12-15,,Báo cáo tháng kiểu Kenya,Monthly community summary,Mẫu
F-CI,1,2025-12-15,,Báo cáo tháng kiểu Bờ Biển Ngà,Monthly activity report,Mẫu
""",
    "forms/form_periods.csv": "\nF-KE,M,\nF-CI,M,\n",
    "forms/form_sheets.csv": """
F-KE,1,unit_periods_down,Form,Month,Unit code,Sub-county,Code,Total
F-CI,1,unit_periods_down,Formulaire,Période,Code,Localité,Code,Total
""",
    "forms/form_anchors.csv": """
F-KE,unit_periods_down,form,,Monthly community summary
F-KE,unit_periods_down,item,KE01,Households visited
F-KE,unit_periods_down,item,KE02,Village meetings held
F-KE,unit_periods_down,footer,,Prepared by
F-KE,unit_periods_down,ignore,,Example
F-CI,unit_periods_down,item,CI01,Sensibilisation > Séances
F-CI,unit_periods_down,item,CI02,Sensibilisation > Participants
F-CI,unit_periods_down,item,CI03,Plaintes reçues
F-CI,unit_periods_down,part,,Mois
F-CI,unit_periods_down,year,,Année
F-CI,unit_periods_down,footer,,Établi par
""",
    "forms/form_items.csv": """
F-KE,1,1,KE01,_T,Hộ được thăm,Households visited,M,yes
F-KE,1,2,KE02,_T,Hội nghị thôn,Village meetings,M,yes
F-CI,1,1,CI01,_T,Buổi tuyên truyền,Awareness sessions,M,yes
F-CI,1,2,CI02,_T,Người dự,People attending,M,yes
F-CI,1,3,CI03,_T,Đơn nhận được,Petitions received,M,no
""",
    "forms/form_scopes.csv": """
F-KE,1,KE01,COMMUNE
F-KE,1,KE02,COMMUNE
F-CI,1,CI01,COMMUNE
F-CI,1,CI02,COMMUNE
F-CI,1,CI03,COMMUNE
""",
    "forms/form_addressees.csv": """
F-KE,reporting,19,COMMUNE,,2025-12-15,,ND09,self,unit
F-CI,reporting,19,COMMUNE,,2025-12-15,,ND09,self,unit
""",
}


def with_foreign_forms(seeds: Path, target: Path) -> Registry:
    """Return a registry that knows the two forms, from seeds with rows added."""
    shutil.copytree(seeds, target, ignore=shutil.ignore_patterns("facts"))
    for name, rows in ROWS.items():
        path = target / name
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + rows, encoding="utf-8")
    return Registry.load(target)


def kenyan() -> list[list[Any]]:
    """Return the rows of a workbook in English: instructions, an example, months by name."""
    return [
        ["MONTHLY COMMUNITY SUMMARY"],
        ["Instructions:"],
        ["1. Fill one row for every sub-county and month. Do not merge cells."],
        ["2. Households visited: count each household once. Leave no cell blank."],
        [],
        ["No.", "Unit code", "Sub-county", "Month", "Households visited", "Village meetings held"],
        ["", "text", "as in the list", "mmm-yyyy", "number", "number"],
        ["Example", "00001", "Example ward", "January 2026", 12, 1],
        [1, "01840", "Phường Đức Xuân", "January 2026", 120, 4],
        [2, "01840", "Phường Đức Xuân", "Feb 2026", 131, 3],
        [3, "01840", "Phường Đức Xuân", "2026-03", 90, 5],
        ["", "Total", "", "", 341, 12],
        ["Prepared by:", "", "(a name)"],
    ]


def ivorian() -> list[list[Any]]:
    """Return the rows of a workbook in French: headings in two rows, the year above the table."""
    return [
        ["RÉPUBLIQUE — UNION DISCIPLINE TRAVAIL"],
        ["RAPPORT MENSUEL D'ACTIVITÉS"],
        ["Consignes : remplir une ligne par localité et par mois"],
        ["Année : 2026"],
        [],
        ["N°", "Code", "Localité", "Mois", "Sensibilisation", "", "Plaintes reçues"],
        ["", "", "", "", "Séances", "Participants", ""],
        [1, "01840", "Phường Đức Xuân", "janvier", 3, 210, 1],
        [2, "01840", "Phường Đức Xuân", "février", 4, 198, 0],
        [3, "01840", "Phường Đức Xuân", "mars", 2, 75, 2],
        ["", "", "Total", "", 9, 483, 3],
        ["Établi par :", "", "", "(un nom)"],
    ]


def as_book(rows: list[list[Any]]) -> bytes:
    """Return rows as a workbook."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    for row in rows:
        book.active.append([None if value == "" else value for value in row])
    return saved(book)
