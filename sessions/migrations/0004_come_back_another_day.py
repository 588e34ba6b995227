from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('live', '0003_note_when_it_last_moved'),
    ]

    operations = [
        migrations.AddField(
            model_name='livesession',
            name='resumed_from',
            field=models.DateTimeField(blank=True, help_text='Its start, moved on by the hours the room was away.', null=True),
        ),
    ]
