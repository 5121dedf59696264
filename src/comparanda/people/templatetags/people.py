"""Template tags of people: the demo's accounts on the sign-in page, labels of topics."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

from comparanda.kernel.language import Spoken
from comparanda.people import demo
from comparanda.people.models import Topic

register = template.Library()


@register.simple_tag
def demo_accounts() -> tuple[demo.DemoAccount, ...]:
    """The demo's accounts; none outside the demo."""
    return demo.ACCOUNTS if settings.COMPARANDA.demo else ()


@register.filter
def spoken_label(topic: Topic) -> Spoken:
    """A topic's label with the language that it is really in."""
    return topic.spoken_label(get_language() or settings.LANGUAGE_CODE)
