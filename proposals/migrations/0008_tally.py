"""Add the tallies, and on a proposal whether it was changed since it was submitted."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0007_audit_entry_verb_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='has_unsubmitted_changes',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_current', models.BooleanField(default=True)),
                ('wanted', models.PositiveSmallIntegerField(default=0, verbose_name='reviews wanted')),
                ('finished', models.PositiveSmallIntegerField(default=0, verbose_name='reviews finished')),
                ('due_at', models.DateTimeField(null=True, verbose_name='next review due')),
                ('mean', models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name='score')),
                ('lowest', models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name='lowest score')),
                ('highest', models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name='highest score')),
                ('spread', models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name='spread')),
                ('asked_kg', models.DecimalField(decimal_places=3, max_digits=14, null=True, verbose_name='NTE asked, kg')),
                ('is_over_limit', models.BooleanField(default=False, verbose_name='over a limit')),
                ('has_controlled_components', models.BooleanField(default=False, verbose_name='controlled components')),
                ('has_hazards', models.BooleanField(default=False, verbose_name='hazards on board')),
                ('unknowns', models.PositiveSmallIntegerField(default=0, verbose_name='answers that say TBD')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='proposals.proposal')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='proposals.stage')),
            ],
            options={
                'verbose_name': 'tally',
                'verbose_name_plural': 'tallies',
                'ordering': ['proposal_id', 'stage_id'],
                'indexes': [models.Index(condition=models.Q(('is_current', True)), fields=['mean', 'proposal'], name='tally_by_mean'), models.Index(condition=models.Q(('is_current', True)), fields=['asked_kg', 'proposal'], name='tally_by_mass')],
                'constraints': [models.UniqueConstraint(fields=('proposal', 'stage'), name='one_tally_per_stage'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('proposal',), name='one_current_tally')],
            },
        ),
    ]
