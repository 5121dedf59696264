"""Each permission twice, side by side: as a predicate on one thing and as a queryset of many.

The rules themselves are ``core.visibility`` (who sees what) and ``core.state`` (who may do what); this
module finds the facts they ask for. A test proves that predicates and querysets agree with the table
for every role, state and audience.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from comparanda.answers.core import visibility
from comparanda.answers.core.state import Capacity, ResponseState, RoundState
from comparanda.answers.core.visibility import AnswerFacts, Phase, RoundFacts, Sight
from comparanda.answers.models import (
    Answer,
    AnswerVersion,
    Clarification,
    Comment,
    Question,
    Release,
    ReleaseEntry,
    Response,
    Round,
)
from comparanda.kernel.audience import Audience
from comparanda.people.core.viewer import Viewer

RESPONDED = (ResponseState.SUBMITTED, ResponseState.DECLINED)


def round_facts(round: Round) -> RoundFacts:
    """The facts of a round, in two SQL queries (responses, releases)."""
    responses = [
        (code, state)
        for code, state, compiled in round.responses.values_list("respondent__code", "state", "compiled")
        if not compiled
    ]
    editions = set(round.releases.filter(withdrawn_at__isnull=True).values_list("audience", flat=True))
    return RoundFacts(
        asker=round.asker.code,
        asked=frozenset(code for code, _ in responses),
        responded=frozenset(code for code, state in responses if state in RESPONDED),
        launched=round.launched_at is not None,
        closed=round.state == RoundState.CLOSED,
        includes_observers=round.includes_observers,
        network_edition=Audience.NETWORK in editions,
        public_edition=Audience.PUBLIC in editions,
    )


def phase_of(version: AnswerVersion) -> Phase:
    """How far the version has come. Only the current submitted version counts as submitted: earlier ones are
    history, which others see only where it was released."""
    audiences = set(
        version.releases.filter(release__withdrawn_at__isnull=True).values_list(
            "release__audience", flat=True
        )
    )
    if Audience.PUBLIC in audiences:
        return Phase.PUBLIC
    if Audience.NETWORK in audiences:
        return Phase.NETWORK
    if version.answer.submitted_id == version.pk:
        return Phase.SUBMITTED
    return Phase.DRAFTING


def answer_facts(version: AnswerVersion) -> AnswerFacts:
    answer = version.answer
    return AnswerFacts(
        phase=phase_of(version),
        audience=Audience(version.audience),
        respondent=answer.response.respondent.code,
        compiled=answer.response.compiled,
        assignees=frozenset({answer.assignee_id} - {None}),
    )


# who sees a round


def can_see_round(viewer: Viewer, round: Round) -> bool:
    """Title, background and questions."""
    return visibility.sees_round(viewer, round_facts(round))


def asked_by(viewer: Viewer, prefix: str = "") -> Q:
    """Rounds whose asker the viewer is."""
    mine = Q(**{f"{prefix}asker__code__in": viewer.coordinator_of})
    if viewer.commission:
        mine |= Q(**{f"{prefix}asker__code": "commission"})
    if viewer.editor:
        mine |= Q(**{f"{prefix}asker__code": "editors"})
    return mine


def _edition(audience: Audience) -> Exists:
    return Exists(Release.objects.filter(round=OuterRef("pk"), audience=audience, withdrawn_at__isnull=True))


def rounds_visible_to(viewer: Viewer) -> QuerySet[Round]:
    """The queryset of `can_see_round`."""
    seen = Q(_edition(Audience.PUBLIC)) | asked_by(viewer)
    if viewer.editor:
        return Round.objects.all()
    launched = Q(launched_at__isnull=False)
    if viewer.commission or viewer.administrator:
        seen |= launched
    if viewer.contact_points:
        seen |= launched & Exists(
            Response.objects.filter(
                round=OuterRef("pk"), compiled=False, respondent__code__in=viewer.contact_points
            )
        )
        network = launched & Q(_edition(Audience.NETWORK))
        if not viewer.contact_points - viewer.observer_of:
            network &= Q(includes_observers=True)
        seen |= network
    return Round.objects.filter(seen)


# who sees an edition


def can_see_edition(viewer: Viewer, release: Release) -> bool:
    """A public edition: everyone. A network edition: those of `visibility.sees_network_editions`."""
    if release.audience == Audience.PUBLIC:
        return True
    facts = RoundFacts(asker=release.round.asker.code, includes_observers=release.round.includes_observers)
    return visibility.sees_network_editions(viewer, facts) or visibility.is_asker(viewer, facts)


def editions_visible_to(viewer: Viewer) -> QuerySet[Release]:
    """The queryset of `can_see_edition`. Withdrawn editions included: they leave a tombstone."""
    seen = Q(audience=Audience.PUBLIC)
    if viewer.editor or viewer.commission or viewer.contact_points - viewer.observer_of:
        return Release.objects.all()
    if viewer.observer_of:
        seen |= Q(round__includes_observers=True)
    return Release.objects.filter(seen | asked_by(viewer, "round__"))


# who sees an answer


def sight_of(viewer: Viewer, version: AnswerVersion) -> Sight:
    """What the viewer is shown of one version."""
    return visibility.sight(viewer, round_facts(version.answer.response.round), answer_facts(version))


def can_see_version(viewer: Viewer, version: AnswerVersion) -> bool:
    return sight_of(viewer, version) is Sight.SHOWN


def _released(audience: Audience, version: str = "pk") -> Exists:
    return Exists(
        ReleaseEntry.objects.filter(
            version=OuterRef(version), release__audience=audience, release__withdrawn_at__isnull=True
        )
    )


def versions_visible_to(viewer: Viewer) -> QuerySet[AnswerVersion]:
    """The queryset of `can_see_version`: versions that the viewer may read in full."""
    public = Q(_released(Audience.PUBLIC))
    network = Q(_released(Audience.NETWORK)) | public
    submitted = Q(answer__submitted_id=F("pk")) | network
    compiled = Q(answer__response__compiled=True)
    shared = Q(audience__in=[Audience.PUBLIC, Audience.NETWORK])

    seen = public & Q(audience=Audience.PUBLIC, rival=False)
    if viewer.editor:
        seen |= compiled
    mine = ~compiled & Q(answer__response__respondent__code__in=viewer.coordinator_of)
    if viewer.member_of:
        mine |= (
            ~compiled
            & Q(answer__response__respondent__code__in=viewer.member_of)
            & (Q(answer__assignee_id=viewer.user_id) | submitted)
        )
    seen |= mine

    in_the_round = asked_by(viewer, "answer__response__round__")
    if viewer.editor or viewer.commission:
        in_the_round = ~Q(pk__in=[])
    elif viewer.contact_points:
        here = Response.objects.filter(
            round=OuterRef("answer__response__round"),
            compiled=False,
            respondent__code__in=viewer.contact_points,
        )
        in_the_round |= Exists(here.filter(state__in=RESPONDED)) | (
            Q(answer__response__round__state=RoundState.CLOSED) & Exists(here)
        )
    seen |= submitted & shared & ~compiled & in_the_round & Q(rival=False)

    if viewer.in_network:
        circle = network & shared & Q(rival=False)
        if not (viewer.editor or viewer.commission or viewer.contact_points - viewer.observer_of):
            circle &= Q(answer__response__round__includes_observers=True)
        seen |= circle
    return AnswerVersion.objects.filter(seen)


# who takes over an earlier answer


def can_take_over(viewer: Viewer, answer: Answer, version: AnswerVersion) -> bool:
    """What the own contact point submitted on the same subject in another round, as far as the viewer may read it."""
    here, there = answer.response, version.answer.response
    return (
        there.respondent_id == here.respondent_id
        and there.subject == here.subject
        and there.round_id != here.round_id
        and not there.compiled
        and not version.rival
        and version.submitted_at is not None
        and can_see_version(viewer, version)
    )


def versions_to_take_over(viewer: Viewer, answer: Answer) -> QuerySet[AnswerVersion]:
    """The queryset of `can_take_over`."""
    here = answer.response
    return (
        versions_visible_to(viewer)
        .filter(
            answer__response__respondent=here.respondent_id,
            answer__response__subject_kind=here.subject_kind,
            answer__response__subject_code=here.subject_code,
            answer__response__compiled=False,
            rival=False,
            submitted_at__isnull=False,
        )
        .exclude(answer__response__round=here.round_id)
    )


# declined responses, clarifications, comments


def phase_of_decline(response: Response) -> Phase:
    """A declined response is *submitted* when declined, and reaches the network with its next edition."""
    if response.state != ResponseState.DECLINED:
        return Phase.DRAFTING
    return Phase.NETWORK if response.declined_released else Phase.SUBMITTED


def can_see_decline(viewer: Viewer, response: Response) -> bool:
    return visibility.sees_decline(
        viewer, round_facts(response.round), response.respondent.code, phase_of_decline(response)
    )


def declines_visible_to(viewer: Viewer) -> QuerySet[Response]:
    """Declined responses whose reason the viewer may read."""
    seen = Q(respondent__code__in=viewer.contact_points) | asked_by(viewer, "round__")
    if viewer.editor or viewer.commission:
        seen = ~Q(pk__in=[])
    elif viewer.contact_points - viewer.observer_of:
        seen |= Q(declined_released=True)
    elif viewer.observer_of:
        seen |= Q(declined_released=True, round__includes_observers=True)
    return Response.objects.filter(seen, state=ResponseState.DECLINED)


def can_see_clarifications(viewer: Viewer, response: Response) -> bool:
    return visibility.sees_clarifications(
        viewer, RoundFacts(asker=response.round.asker.code), response.respondent.code
    )


def clarifications_visible_to(viewer: Viewer) -> QuerySet[Clarification]:
    if viewer.editor:
        return Clarification.objects.all()
    return Clarification.objects.filter(
        Q(response__respondent__code__in=viewer.contact_points) | asked_by(viewer, "response__round__")
    )


def can_see_comment(viewer: Viewer, comment: Comment) -> bool:
    answer = comment.answer
    return visibility.sees_review_comments(
        viewer,
        answer.response.respondent.code,
        frozenset({answer.assignee_id} - {None}),
        compiled=answer.response.compiled,
    )


def comments_visible_to(viewer: Viewer) -> QuerySet[Comment]:
    """The queryset of `can_see_comment`."""
    own = Q(answer__response__respondent__code__in=viewer.coordinator_of)
    if viewer.member_of:
        own |= Q(answer__response__respondent__code__in=viewer.member_of, answer__assignee_id=viewer.user_id)
    own &= Q(answer__response__compiled=False)
    return Comment.objects.filter(own | Q(answer__response__compiled=True) if viewer.editor else own)


# who works on a response


def can_open_response(viewer: Viewer, response: Response) -> bool:
    """The respondent's own workspace page of a response."""
    if response.compiled:
        return viewer.editor
    return response.respondent.code in viewer.contact_points and response.round.launched_at is not None


def responses_open_to(viewer: Viewer) -> QuerySet[Response]:
    """The queryset of `can_open_response`."""
    own = Q(compiled=False, respondent__code__in=viewer.contact_points, round__launched_at__isnull=False)
    return Response.objects.filter(own | Q(compiled=True) if viewer.editor else own)


def can_open_answer(viewer: Viewer, answer: Answer) -> bool:
    """Coordinators open every answer of their contact point, members those given to them."""
    if answer.response.compiled:
        return viewer.editor
    code = answer.response.respondent.code
    return code in viewer.coordinator_of or (
        code in viewer.member_of and answer.assignee_id == viewer.user_id
    )


def answers_open_to(viewer: Viewer) -> QuerySet[Answer]:
    """The queryset of `can_open_answer`."""
    own = Q(response__compiled=False, response__respondent__code__in=viewer.coordinator_of)
    if viewer.member_of:
        own |= Q(
            response__compiled=False,
            response__respondent__code__in=viewer.member_of,
            assignee_id=viewer.user_id,
        )
    return Answer.objects.filter(own | Q(response__compiled=True) if viewer.editor else own)


# in what capacity somebody acts


def round_capacities(viewer: Viewer, round: Round) -> frozenset[Capacity]:
    held = set()
    if visibility.is_asker(viewer, RoundFacts(asker=round.asker.code)):
        held.add(Capacity.ASKER)
    if viewer.editor:
        held.add(Capacity.EDITOR)
    return frozenset(held)


def response_capacities(viewer: Viewer, response: Response) -> frozenset[Capacity]:
    if response.compiled:
        return frozenset({Capacity.COORDINATOR, Capacity.WRITER} if viewer.editor else ())
    held = set()
    if response.respondent.code in viewer.coordinator_of:
        held.add(Capacity.COORDINATOR)
    if response.respondent.code in viewer.member_of:
        held.add(Capacity.WRITER)
    return frozenset(held)


def answer_capacities(viewer: Viewer, answer: Answer) -> frozenset[Capacity]:
    """As for the response; a member writes only what was given to it."""
    held = response_capacities(viewer, answer.response)
    if Capacity.COORDINATOR not in held and answer.assignee_id != viewer.user_id:
        return frozenset()
    return held


def can_continue(viewer: Viewer, question: Question) -> bool:
    """Whether a question of a draft may continue this one: one of a round whose questions the viewer may read."""
    return any(can_see_round(viewer, round) for round in question.template.rounds.all())


def questions_to_continue(viewer: Viewer) -> QuerySet[Question]:
    """The queryset of `can_continue`."""
    return Question.objects.filter(template__in=rounds_visible_to(viewer).values("template"))


def can_open_rounds(viewer: Viewer) -> bool:
    """Who may ask the network: coordinators of a contact point, the commission, editors."""
    return bool(viewer.coordinator_of) or viewer.commission or viewer.editor


def can_steer(viewer: Viewer, round: Round) -> bool:
    """The asker's desk of a round."""
    return bool(round_capacities(viewer, round))


def rounds_steered_by(viewer: Viewer) -> QuerySet[Round]:
    """The queryset of `can_steer`."""
    return Round.objects.all() if viewer.editor else Round.objects.filter(asked_by(viewer))
