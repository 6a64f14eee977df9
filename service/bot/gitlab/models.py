"""The fields of GitLab's answers that the bot uses, and no others: what is new there breaks nothing here."""

from pydantic import BaseModel


class UserModel(BaseModel):
    id: int
    username: str = ""


class RefsModel(BaseModel):
    """The target's tip, the commit that both ends come from, and the head of the request."""

    base_sha: str
    start_sha: str
    head_sha: str


class MergeModel(BaseModel):
    """`diff_refs` is missing while GitLab still prepares a new request."""

    iid: int
    title: str
    state: str
    web_url: str
    author: UserModel
    source_branch: str
    target_branch: str
    source_project_id: int | None = None
    target_project_id: int
    diff_refs: RefsModel | None = None


class DiffModel(BaseModel):
    new_path: str
    deleted_file: bool = False
    diff: str = ""


class NoteModel(BaseModel):
    id: int
    body: str
    author: UserModel


class IdModel(BaseModel):
    id: int


class MemberModel(BaseModel):
    access_level: int
    state: str = "active"


class CommitModel(BaseModel):
    id: str
    message: str = ""


class BranchModel(BaseModel):
    commit: CommitModel
