from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, in_transaction, require
from backend.core.errors import InvalidError
from backend.core.pagination import PageArgs, paginate
from backend.core.tables import read_rows
from backend.parents.policy.lists import ParentList, by_heading, from_lines, read_list
from backend.parents.schemas import groups as schemas
from backend.parents.service import groups as service
from backend.parents.service import members
from backend.parents.service.groups import MANAGE

blueprint = Blueprint("viewing_groups", __name__, url_prefix="/api", description="What parents and committees may see")


@blueprint.get("/viewing-groups")
@require(MANAGE)
@blueprint.arguments(schemas.ViewingGroupQuery, location="query")
@blueprint.response(200, schemas.ViewingGroupPage)
def list_groups(args: dict[str, Any]) -> dict[str, Any]:
    page = paginate(service.visible(current_access(), args["establishment_id"]), args["page"], args["page_size"])
    return {**page, "items": [service.present(group) for group in page["items"]]}


@blueprint.post("/viewing-groups")
@require(MANAGE)
@blueprint.arguments(schemas.ViewingGroupArgs)
@blueprint.response(201, schemas.ViewingGroupOut)
def create(args: dict[str, Any]) -> dict[str, Any]:
    return service.present(service.create(current_access(), args))


@blueprint.get("/viewing-groups/<id:group_id>")
@require(MANAGE)
@blueprint.response(200, schemas.ViewingGroupOut)
def get_one(group_id: int) -> dict[str, Any]:
    return service.present(service.get_group(current_access(), group_id))


@blueprint.patch("/viewing-groups/<id:group_id>")
@require(MANAGE)
@blueprint.arguments(schemas.ViewingGroupPatch)
@blueprint.response(200, schemas.ViewingGroupOut)
def change(args: dict[str, Any], group_id: int) -> dict[str, Any]:
    return service.present(service.change(current_access(), group_id, args))


@blueprint.post("/viewing-groups/<id:group_id>/end")
@require(MANAGE)
@blueprint.response(200, schemas.ViewingGroupOut)
def end(group_id: int) -> dict[str, Any]:
    return service.present(service.end(current_access(), group_id))


@blueprint.get("/viewing-groups/<id:group_id>/members")
@require(MANAGE)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.GroupMemberPage)
def list_members(args: dict[str, int], group_id: int) -> dict[str, Any]:
    page = paginate(members.of_group(service.get_group(current_access(), group_id)), **args)
    return {**page, "items": [members.present(member) for member in page["items"]]}


@blueprint.post("/viewing-groups/<id:group_id>/members")
@require(MANAGE)
@blueprint.arguments(schemas.GroupMemberArgs)
@blueprint.response(201, schemas.GroupMemberOut)
def add_member(args: dict[str, Any], group_id: int) -> dict[str, Any]:
    return members.present(members.add(service.get_group(current_access(), group_id), **args))


def _read(view: Callable[..., Any]) -> Callable[..., Any]:
    """Read the list before the transaction that other writers wait for."""

    @wraps(view)
    def reading(data: dict[str, Any], files: dict[str, FileStorage], group_id: int) -> Any:
        return view(data["is_trial"], _listed(data["text"], files.get("file")), group_id=group_id)

    return reading


def _listed(text: str, file: FileStorage | None) -> ParentList:
    if file is not None:
        return read_list((row.number, by_heading(row.values)) for row in read_rows(file).rows)
    if not text:
        raise InvalidError(text=["Lines or a file."])
    return read_list(from_lines(text))


@blueprint.post("/viewing-groups/<id:group_id>/member-lists")
@require(MANAGE, opens_transaction=False)
@blueprint.arguments(schemas.ParentListForm, location="form")
@blueprint.arguments(schemas.ParentListFiles, location="files")
@_read
@in_transaction
@blueprint.response(200, schemas.ParentListOut)
def add_list(is_trial: bool, listed: ParentList, group_id: int) -> dict[str, Any]:
    return members.add_list(service.get_group(current_access(), group_id), listed, is_trial=is_trial)


@blueprint.patch("/group-members/<id:member_id>")
@require(MANAGE)
@blueprint.arguments(schemas.GroupMemberPatch)
@blueprint.response(200, schemas.GroupMemberOut)
def change_member(args: dict[str, Any], member_id: int) -> dict[str, Any]:
    return members.present(members.suspend(current_access(), member_id, is_suspended=args["is_suspended"]))


@blueprint.post("/group-members/<id:member_id>/end")
@require(MANAGE)
@blueprint.response(200, schemas.GroupMemberOut)
def end_member(member_id: int) -> dict[str, Any]:
    return members.present(members.end(current_access(), member_id))
