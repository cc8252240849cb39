#include "cli/terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_live(FILE *stream)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(stream)) && kind && kind[0] != '\0' && strcmp(kind, "dumb") != 0;
}

bool terminal_color(FILE *stream)
{
    const char *no = getenv("NO_COLOR");
    return terminal_live(stream) && !(no && no[0] != '\0');
}

bool terminal_ascii(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") != 0; }

int terminal_width(FILE *stream)
{
    struct winsize size = { 0 };
    if (!isatty(fileno(stream))) return 0;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}
