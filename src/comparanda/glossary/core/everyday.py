"""Words of labels that everyday speech uses for other things: a court may be for tennis, a return a ticket.

Such a word alone names a concept only where the sentence speaks of our field (`tagging`). Within a longer label it needs
no help. Chosen by what the words mean in the language, not by any text; a word is written in its first form.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "absence act admission agency appeal assembly assessment authority award border camp capture care "
        "carrier case chamber charter child client commission community complaint consultation contract "
        "conviction constitution council court custody decision deposit directive discharge dispersal "
        "displacement district emergency enlargement entry exclusion execution federation fine flow fund "
        "grant guardian hearing home host housing income institution integration interpretation interview "
        "investigation judge leave list mandate migration minister minor mission mobility movement "
        "notification order partner pass penalty petition population power president procedure programme "
        "project promotion proposal protection quota reception recognition record referral refuge register "
        "registration regulation rejection relocation removal renewal representative request resolution "
        "return review reward right roll screening selection sentence settlement shelter solidarity solution "
        "sponsor stay stock strike surrender suspension tolerance transfer translation treatment trial trust "
        "union visa volunteer vote waiver warrant welfare withdrawal worker".split()
    ),
    "bg": frozenset(
        "агенция акт възнаграждение връщане граница доброволец договор домакин закрила защитник заповед "
        "запитване изключване изпълнение интеграция интервю квота комисия кораб лагер лишаване мандат "
        "миграция мисия настаняване обезщетение област орган отказ отнемане отпуск охрана партньор план "
        "плащане подслон поръчител превод преместване презаселване президент преследване прехвърляне прием "
        "приемане протест проверка проект производство разкритие разлика регистрация режим решение "
        "събеседване събрание съвет такса транзит убежище удържане участие федерация фонд център член".split()
    ),
    "fr": frozenset(
        "accueil acte admission agence appel asile assemblée avocat camp chambre charte commission constitution conseil "
        "cour détention directive éloignement entrée expulsion fédération fonds frontière grève intégration juge langue "
        "libération loi mandat médiation migration mineur mission peine président protection quota réadmission réception "
        "recours règlement refuge renvoi retour retrait sanction séjour stage stagiaire transfert tribunal union visa".split()
    ),
    "de": frozenset(
        "aufenthalt aufnahme ausschluss berufung bund einreise entscheidung familie fonds führung gericht gesetz grenze "
        "haft integration kammer kind klage kommission kontrolle lager mandat migration praktikant präsident quote rat "
        "recht referendum register republik richter rückgabe rückkehr rückführung schutz sprache strafe transfer umsiedlung "
        "union urteil verfahren verfassung verlegung vermittlung visum wanderung".split()
    ),
    "es": frozenset(
        "abogado acogida acto admisión agencia apelación asilo audiencia comisión consejo constitución corte derecho "
        "detención devolución directiva entrada expulsión federación fondo frontera huelga integración juez ley lista "
        "mandato mediación menor migración misión multa parlamento pena presidente protección recurso refugio reglamento "
        "retirada retorno sanción traslado tribunal unión visado".split()
    ),
    "pl": frozenset(
        "areszt azyl decyzja delegacja dyrektywa granica grzywna integracja izba kara komisja konstytucja kontrola kwota "
        "lista mandat mediacja migracja misja obóz ochrona odwołanie opieka parlament partner pobyt powrót praktykant "
        "prawo prezydent przesiedlenie przyjęcie rada referendum rejestr relokacja republika sąd schronienie sędzia "
        "transfer trybunał unia ustawa wiza wniosek wyrok zwrot".split()
    ),
}
