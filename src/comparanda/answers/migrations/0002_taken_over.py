# An answer says which earlier answer of the same contact point it was taken over from. Versions from before say nothing.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="answerversion",
            name="taken_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="taken_over_by",
                to="answers.answerversion",
            ),
        ),
    ]
