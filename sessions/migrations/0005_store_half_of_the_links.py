from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('live', '0004_come_back_another_day'),
    ]

    operations = [
        migrations.RenameField(model_name='livesession', old_name='screen_token', new_name='screen_half'),
        migrations.RenameField(model_name='livesession', old_name='invite_token', new_name='invite_half'),
    ]
