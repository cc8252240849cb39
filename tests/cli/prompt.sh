#!/bin/sh
# The prompt of translate, at a terminal that script(1) plays.
. "$(dirname "$0")/lib.sh"

if ! script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    echo "1..0 # skipped: script(1) is not here"
    exit 0
fi
toy_model || exit 1

# Types the lines given, one every so often, and keeps what the terminal shows.
options=''
converse() {
    {
        sleep 0.5
        for line; do
            printf '%b\n' "$line"
            sleep 0.3
        done
        printf '\004'
        sleep 0.3
    } | TERM=xterm script -qec "'$program' translate toy/model.safetensors $options; echo status \$?" \
        /dev/null | tr -d '\r' >screen
}
shows() { grep -q -- "$1" screen; }

converse 'the cat is here .' '' ':nbest 2' 'the dog is big .' ':align on' 'where is the car ?' \
    ':svg picture.svg' ':html page.html' ':bean 3' 'thank you very much .\003' ':help'
ok "a sentence is answered" shows '^le chat est ici \.$'
ok "a blank line does not end it, and :nbest shows scores" \
    shows '^ *-[0-9.]*  le chien est grand \.$'
ok ":align shows a heat map" shows '^ *voiture '
ok ":svg draws the last alignment" grep -q '^<svg' picture.svg
same ":html makes a page of all of the last translations" 2 "$(grep -c '^{"src":' page.html)"
ok "an unknown command is told with the nearest" shows 'did you mean :beam?'
ok "Ctrl-C leaves the line and not the program; :help helps" shows '^:beam N '
ok "and the line is not translated" sh -c '! grep -q merci screen'
ok "Ctrl-D leaves" shows '^status 0'

# Longer than any buffer: the name stands behind ten thousand blanks.
converse 'the cat is here .' ":svg $(printf '%10000s' '')long.svg"
ok "a long line is not cut" test -s long.svg

converse ':alpha 101' ':alpha 100' ':nbest 1000' 'the cat is here .' ':beam 1' 'the cat is here .'
ok ":alpha has bounds" shows '^a number from 0 to 100, please'
ok ":beam lowers :nbest" shows '^le chat est ici \.$'
ok "and nothing of it is the end" shows '^status 0'

options=--sample
converse ':beam 2' 'the cat is here .' ':beam 1' 'the dog is big .'
ok "what cannot be searched is told" shows '^sampling draws one translation'
ok "and is not the end" shows '^status 0'
options='--length-reward 200'
converse
ok "on the command line it is, at once" shows '^status 2'
options='--alignment json'
converse
ok "an alignment for programs is refused" shows '^rnnsearch translate: the prompt shows .*as text'
options=''

converse ':quit' 'the cat is here .'
ok ":quit leaves" sh -c "grep -q '^status 0' screen && ! grep -q '^le chat' screen"

finish
