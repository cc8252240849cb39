#include "cli/settings.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/options.h"

static struct {
    const char *name, *value;
} settings[200];
static int settings_count;

bool settings_keep(const char *name, const char *value, struct rns_error *err)
{
    if (settings_count == sizeof settings / sizeof *settings)
        return complain(err, RNS_USAGE,
                        "more settings than a command line should have; write "
                        "them into the config file");
    settings[settings_count].name = name;
    settings[settings_count++].value = value;
    return true;
}

bool settings_apply(struct rns_config *config, const char *path, struct rns_error *err)
{
    bool ok = !path || rns_config_read(config, path, err);
    for (int i = 0; ok && i < settings_count; i++)
        ok = rns_config_set(config, settings[i].name, settings[i].value, err);
    if (ok && option_threads >= 0) {
        char count[20];
        snprintf(count, sizeof count, "%d", option_threads);
        ok = rns_config_set(config, "train.threads", count, err);
    }
    return ok;
}
