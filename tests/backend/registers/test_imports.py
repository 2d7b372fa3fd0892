"""Registers from spreadsheets: a dry run first, every mistake by row and column, and all or nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.audit.models import AuditEntry
from backend.catalog.roles import Role
from backend.core.tables import csv_response, read_rows, xlsx_response
from backend.establishments.models import Area, Establishment
from backend.establishments.policy.credit_codes import check_character
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from tests.backend.registers.conftest import Client, ClientAs
from tests.factories.world import World

_HEADER = ("名称*", "类型", "辖区", "统一社会信用代码", "标签", "规模", "就餐人数", "联系电话")
_TREE = ("编码", "名称", "类型", "上级", "城区")


def credit_code(number: int) -> str:
    first = f"91500110MA{number:07d}"
    return first + check_character(first)


def _send(client: Client, what: str, content: bytes, *, apply: bool, **form: Any) -> Any:
    data = {"file": (io.BytesIO(content), "x"), "is_dry_run": "false" if apply else "true", **form}
    return client.post(f"/api/imports/{what}", data=data)


def _schools(client: Client, rows: Sequence[Sequence[Any]], *, apply: bool = False) -> Any:
    return _send(client, "establishments", csv_response("x", _HEADER, rows).get_data(), apply=apply).json


def _problems(report: Any) -> list[tuple[int, str, str]]:
    return [(p["row"], p["column"], p["code"]) for p in report["problems"]]


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Establishment)) or 0


_GOOD = [
    ("第三小学食堂", "中小学", "城东所", credit_code(1), "寄宿制、营养改善计划", "", "800", "023-1"),
    ("老码头火锅", "社会餐饮", "城西所", credit_code(2), "火锅;地方特色", "中型", "", ""),
    ("示例技师学院食堂", "Technical college", "城东所", "", "", "", "", ""),
]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(world: World, keeper: Client) -> None:
    report = _schools(keeper, _GOOD)
    assert (report["total"], report["created"], report["is_applied"], report["problems"]) == (3, 3, False, [])
    assert _count() == 2


def test_a_register_is_read_and_each_establishment_begins_with_its_areas(world: World, keeper: Client) -> None:
    report = _schools(keeper, _GOOD, apply=True)
    assert (report["created"], report["is_applied"]) == (3, True)
    made = {row.name: row for row in db.session.scalars(select(Establishment))}
    hotpot = made["老码头火锅"]
    assert (hotpot.kind.value, hotpot.tags, hotpot.size_class) == (
        "restaurant",
        ["hotpot", "local_speciality"],
        "medium",
    )
    assert (hotpot.credit_code, hotpot.jurisdiction.name) == (credit_code(2), "城西所")
    assert made["示例技师学院食堂"].competent_body.value == "human_resources"
    assert made["第三小学食堂"].diners == 800
    assert db.session.scalar(select(func.count()).where(Area.establishment_id == hotpot.id)) == 8

    acts = select(AuditEntry.action).where(AuditEntry.action.in_(["establishment.created", "register.imported"]))
    assert sorted(db.session.scalars(acts)) == ["establishment.created"] * 3 + ["register.imported"]


def test_the_same_table_again_changes_nothing_and_a_changed_one_what_changed(world: World, keeper: Client) -> None:
    _schools(keeper, _GOOD, apply=True)
    again = _schools(keeper, _GOOD, apply=True)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)

    # Known by its code under another name, and by its name where it had no code; empty cells change nothing.
    rows = [
        ("第三实验小学食堂", "中小学", "城东所", credit_code(1), "", "", "", ""),
        ("示例技师学院食堂", "技工院校", "城东所", credit_code(3), "", "", "", ""),
    ]
    report = _schools(keeper, rows, apply=True)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 2, 0)
    row = db.session.scalars(select(Establishment).where(Establishment.credit_code == credit_code(1))).one()
    assert (row.name, row.diners, row.phone, row.tags) == (
        "第三实验小学食堂",
        800,
        "023-1",
        ["boarding", "nutrition_programme"],
    )
    assert _count() == 5


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("", "中小学", "城东所", "", "", "", "", ""), "name", "missing"),
        (("甲" * 121, "中小学", "城东所", "", "", "", "", ""), "name", "too_long"),
        (("甲", "饭馆子", "城东所", "", "", "", "", ""), "kind", "unknown_word"),
        (("甲", "中小学", "示例市", "", "", "", "", ""), "jurisdiction", "place_unknown"),
        (("甲", "中小学", "城东所", "91500110", "", "", "", ""), "credit_code", "credit_code_length"),
        (("甲", "中小学", "城东所", "I" * 18, "", "", "", ""), "credit_code", "credit_code_characters"),
        (("甲", "中小学", "城东所", credit_code(4)[:-1] + "Y", "", "", "", ""), "credit_code", "credit_code_check"),
        (("甲", "中小学", "城东所", "", "好吃", "", "", ""), "tags", "unknown_word"),
        (("甲", "中小学", "城东所", "", "火锅", "", "", ""), "tags", "tags_does_not_fit"),
        (("甲", "中小学", "城东所", "", "", "大型", "", ""), "size_class", "size_class_does_not_fit"),
        (("甲", "中小学", "城东所", "", "", "", "很多", ""), "diners", "not_a_number"),
        ((_GOOD[0][0], *_GOOD[1][1:2], "城东所", "", "", "", "", ""), "name", "twice_in_file"),
        (("甲", "社会餐饮", "城东所", credit_code(1), "", "", "", ""), "credit_code", "twice_in_file"),
    ],
)
def test_one_mistake_is_named_and_nothing_at_all_is_written(
    world: World, keeper: Client, row: tuple[str, ...], column: str, code: str
) -> None:
    for apply in (False, True):
        report = _schools(keeper, [*_GOOD, row], apply=apply)
        assert _problems(report) == [(5, column, code)]
        assert (report["created"], report["is_applied"]) == (3, False)
    assert _count() == 2


def test_a_code_of_an_establishment_elsewhere_is_refused_without_naming_it(
    world: World, keeper: Client, admin: Client, client_as: ClientAs
) -> None:
    town = Jurisdiction(name="外地所", kind="office", path="/9999/", parent_id=None)
    db.session.add(town)
    db.session.commit()
    _schools(admin, [("外地食堂", "单位食堂", "外地所", credit_code(9), "", "", "", "")], apply=True)
    report = _schools(keeper, [("本地食堂", "单位食堂", "城东所", credit_code(9), "", "", "", "")])
    assert _problems(report) == [(2, "credit_code", "credit_code_taken")]
    assert "外地" not in str(report)


def test_a_register_is_kept_by_who_may(world: World, client_as: ClientAs) -> None:
    for user in (world.officer, world.kitchen.people[Role.PRINCIPAL], world.auditor):
        answer = _send(client_as(user), "establishments", b"x", apply=True)
        assert answer.status_code == 403


def test_a_table_without_its_headings_says_which_are_missing(world: World, keeper: Client) -> None:
    answer = _send(keeper, "establishments", "名称,备注\n甲,乙".encode(), apply=False)
    assert (answer.status_code, answer.json["code"]) == (422, "table_columns_missing")
    assert answer.json["fields"]["columns"] == ["kind", "jurisdiction"]
    ignored = _send(keeper, "establishments", "名称,类型,辖区,备注\n甲,中小学,城东所,乙".encode("gbk"), apply=False)
    assert ignored.json["ignored_columns"] == ["备注"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_an_empty_template_can_be_filled_in_and_sent_back(
    world: World, keeper: Client, kind: str, language: str
) -> None:
    path = f"/api/imports/establishments/template?format={kind}&language={language}"
    header = read_rows(keeper.get(path).get_data()).header
    row = ["第三小学食堂", "中小学", "城东所", *[""] * (len(header) - 3)]
    answer = _send(keeper, "establishments", xlsx_response("x", header, [row]).get_data(), apply=True)
    assert (answer.json["created"], answer.json["ignored_columns"]) == (1, [])


def _tree(client: Client, rows: Sequence[Sequence[str]], *, apply: bool = False, **form: Any) -> Any:
    return _send(client, "jurisdictions", csv_response("x", _TREE, rows).get_data(), apply=apply, **form).json


_CITY = [
    ("50", "重庆示例市", "市", "", ""),
    ("500110001", "古南街道", "镇街", "500110", "是"),  # before its parent
    ("500110", "綦江示例区", "区县", "50", ""),
    ("", "古南监管所", "监管所", "綦江示例区", "是"),
]


def test_a_tree_is_read_in_any_order_and_read_again_without_change(world: World, admin: Client) -> None:
    assert _tree(admin, _CITY)["created"] == 4
    assert _tree(admin, _CITY, apply=True)["is_applied"]
    nodes = {node.name: node for node in db.session.scalars(select(Jurisdiction))}
    county = nodes["綦江示例区"]
    assert county.path == f"{nodes['重庆示例市'].path}{county.id}/"
    assert nodes["古南街道"].path == f"{county.path}{nodes['古南街道'].id}/"
    assert (nodes["古南街道"].is_urban, nodes["古南监管所"].is_urban, county.is_urban) == (True, True, False)

    again = _tree(admin, _CITY, apply=True)
    assert (again["created"], again["updated"], again["unchanged"], again["problems"]) == (0, 0, 4, [])
    renamed = _tree(admin, [("500110", "綦江区", "区县", "50", "否")], apply=True)
    assert (renamed["updated"], renamed["problems"]) == (1, [])


def test_a_keeper_reads_a_tree_below_the_own_node(world: World, keeper: Client) -> None:
    rows = [
        ("", "新城所", "监管所", "", "否"),
        ("", "新城镇", "镇街", "新城所", "否"),
        ("", "城东所", "监管所", "", "是"),
    ]
    report = _tree(keeper, rows, apply=True, jurisdiction_id=str(world.county.id))
    assert (report["created"], report["updated"], report["problems"]) == (2, 1, [])
    assert db.session.get_one(Jurisdiction, world.office.id).is_urban
    outside = _send(keeper, "jurisdictions", b"x", apply=True, jurisdiction_id=str(world.city.id))
    assert outside.status_code in (404, 422)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("", "甲所", "监管所", "不存在", ""), "parent", "parent_unknown"),
        (("", "甲所", "监管所", "", ""), "parent", "parent_missing"),
        (("", "甲市", "市", "示例区", ""), "parent", "wrong_parent_kind"),
        (("", "甲所", "派出所", "示例区", ""), "kind", "unknown_word"),
        (("", "甲所", "监管所", "示例区", "也许"), "is_urban", "not_yes_or_no"),
        (("", "", "监管所", "示例区", ""), "name", "missing"),
    ],
)
def test_a_wrong_row_of_a_tree_is_named(
    world: World, keeper: Client, row: tuple[str, ...], column: str, code: str
) -> None:
    before = db.session.scalar(select(func.count()).select_from(Jurisdiction))
    report = _tree(keeper, [("", "新城所", "监管所", "示例区", ""), row], apply=True)
    assert _problems(report) == [(3, column, code)]
    assert db.session.scalar(select(func.count()).select_from(Jurisdiction)) == before
