"""The fields of GitHub's answers that the bot uses, and no others: what is new there breaks nothing here."""

from pydantic import BaseModel


class UserModel(BaseModel):
    login: str
    type: str = "User"


class RepositoryModel(BaseModel):
    id: int
    full_name: str


class EndModel(BaseModel):
    """One end of a pull request. The repository of a fork may be deleted."""

    ref: str
    sha: str
    repo: RepositoryModel | None = None


class PullModel(BaseModel):
    number: int
    title: str
    state: str
    html_url: str
    user: UserModel | None = None
    head: EndModel
    base: EndModel


class FileModel(BaseModel):
    filename: str
    status: str
    patch: str | None = None


class AppModel(BaseModel):
    id: int


class CommentModel(BaseModel):
    id: int
    body: str | None = None
    performed_via_github_app: AppModel | None = None


class ReviewCommentModel(BaseModel):
    body: str


class CheckModel(BaseModel):
    id: int
    external_id: str | None = None


class AnnotationModel(BaseModel):
    path: str
    start_line: int
    title: str | None = None
    message: str | None = None


class IdModel(BaseModel):
    id: int


class PermissionModel(BaseModel):
    """`permission` is admin, write, read or none: what a role of an organization amounts to."""

    permission: str


class ShaModel(BaseModel):
    sha: str


class RefModel(BaseModel):
    object: ShaModel


class CommitModel(BaseModel):
    sha: str
    message: str
    tree: ShaModel


class EntryModel(BaseModel):
    path: str
    mode: str


class TreeModel(BaseModel):
    tree: list[EntryModel]


class CompareModel(BaseModel):
    merge_base_commit: ShaModel


class OpenedModel(BaseModel):
    number: int
    html_url: str
