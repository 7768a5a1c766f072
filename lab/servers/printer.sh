# 127.20.0.13  imprimante: port 9100 takes bytes and would print them. Nothing may be sent:
# build/lab/run/printer.log tells every connection and how many bytes came.
# shellcheck shell=bash disable=SC2034
packages='socat'
ADDR=127.20.0.13
names='
imprimante.chu-sainte-anne.test A 127.20.0.13
'

conf() { : >/lab/run/printer.log; }

start() { listen printer $ADDR:9100 EXEC:/lab/src/sim/printer -u; }

truth() {
	svc $ADDR 9100 tcp jetdirect false 'printer simulator' '' socat simulator
	weaks $ADDR 9100 - printer-exposed
}
