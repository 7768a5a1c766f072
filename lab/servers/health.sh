# 127.20.0.12  interop: an HL7 v2 receiver (MLLP, 2575) and a FHIR server (8080). Debian has
# neither, so both are simulators and the truth says so; nginx itself is real.
# shellcheck shell=bash disable=SC2034
packages='nginx socat'
ADDR=127.20.0.12
names='
interop.chu-sainte-anne.test A 127.20.0.12
fhir.chu-sainte-anne.test A 127.20.0.12
hl7.chu-sainte-anne.test A 127.20.0.12
'

conf() {
	rm -rf /srv/fhir
	page /srv/fhir/index.html 'FHIR' <<<'<p><a href="/fhir/metadata">/fhir/metadata</a></p>'
	cp /lab/src/sim/fhir-metadata.json /srv/fhir/metadata.json
	nginx_conf fhir <<-END
		server {
			listen $ADDR:8080 default_server; root /srv/fhir; $(headers -hsts)
			location = /fhir/metadata {
				default_type application/fhir+json; alias /srv/fhir/metadata.json;
			}
		}
	END
}

start() {
	nginx_start fhir
	listen hl7 $ADDR:2575 EXEC:/lab/src/sim/mllp
}

truth() {
	svc $ADDR 8080 tcp http false nginx f5 nginx product
	svc $ADDR 8080 tcp fhir false 'FHIR simulator' '' nginx simulator
	svc $ADDR 2575 tcp hl7 false 'HL7 v2 simulator' '' socat simulator
	weaks $ADDR 8080 - http-redirect-missing fhir-no-security
	weaks $ADDR 2575 - hl7-exposed
}
