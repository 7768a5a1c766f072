"use strict";
// Everything works without this script; it makes some things quicker. What it does to an element stands in the element's
// data attributes (web/portal/README.md).

// Texts of the reader's language, which the frame gives.
const words = document.body.dataset;

// A note beside an element, which is also read aloud.
function say(beside, text, failed) {
	let note = beside.nextElementSibling;
	if (!note || !note.matches("[data-note]")) {
		note = document.createElement("span");
		note.dataset.note = "";
		note.setAttribute("role", "status");
		beside.after(note);
	}
	note.className = failed ? "ds-validation-message" : "copied";
	note.textContent = text;
}

// data-confirm="question": asks in a dialog before the form is sent. The button's own words say what will be done. The field
// "confirmed" tells the server that nobody needs to be asked again.
function ask(form, button) {
	const dialog = document.createElement("dialog");
	const text = document.createElement("p");
	const row = document.createElement("div");
	const yes = document.createElement("button");
	const no = document.createElement("button");

	dialog.className = "ds-dialog";
	text.id = "confirm-text";
	text.textContent = form.dataset.confirm;
	dialog.setAttribute("aria-labelledby", text.id);
	row.className = "actions";
	yes.className = no.className = "ds-button";
	yes.type = no.type = "button";
	yes.textContent = button ? button.textContent : words.yes;
	if (button && button.dataset.color)
		yes.dataset.color = button.dataset.color;
	no.dataset.variant = "secondary";
	no.textContent = words.cancel;
	no.autofocus = true;
	yes.addEventListener("click", () => {
		const field = document.createElement("input");

		field.type = "hidden";
		field.name = "confirmed";
		field.value = "1";
		form.append(field);
		form.dataset.confirmed = "";
		dialog.close();
		form.requestSubmit(button);
	});
	no.addEventListener("click", () => dialog.close());
	dialog.addEventListener("close", () => {
		dialog.remove();
		if (button)
			button.focus();
	});
	row.append(yes, no);
	dialog.append(text, row);
	document.body.append(dialog);
	dialog.showModal();
}

document.addEventListener("submit", event => {
	const form = event.target;

	if (form.matches("[data-confirm]") && !("confirmed" in form.dataset)) {
		event.preventDefault();
		ask(form, event.submitter);
		return;
	}
	// A form is sent once, however often its button is pressed.
	if (form.method === "post" && !form.matches("[data-passkey]")) {
		if ("sent" in form.dataset)
			event.preventDefault();
		form.dataset.sent = "";
	}
});

// Back in the history: the same form may be sent again.
window.addEventListener("pageshow", () => {
	for (const form of document.querySelectorAll("form[data-sent]")) {
		delete form.dataset.sent;
		delete form.dataset.confirmed;
	}
});

// data-submit-on-change: a choice or a date is shown at once. Only the text is typed to its end.
document.addEventListener("change", event => {
	const form = event.target.closest("form[data-submit-on-change]");

	if (form && event.target.matches("select, input[type=checkbox], input[type=radio]"))
		form.requestSubmit();
});

// data-live="ID" on a form that only asks (GET): what is chosen is asked at once, and the part of that id comes new.
let asked = 0;
document.addEventListener("change", async event => {
	const form = event.target.closest("form[data-live]");
	const turn = ++asked;

	if (!form)
		return;
	try {
		const reply = await fetch(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
		const page = new DOMParser().parseFromString(await reply.text(), "text/html");
		const fresh = page.getElementById(form.dataset.live);

		// A later choice has its own answer.
		if (reply.ok && fresh && turn === asked)
			document.getElementById(form.dataset.live).replaceChildren(...fresh.childNodes);
	} catch {
		// The button is still there.
	}
});

// A password that is being typed can be looked at: a box beside the field, which is of no form.
for (const field of document.querySelectorAll("input[type=password]")) {
	const label = document.createElement("label");
	const box = document.createElement("input");

	box.type = "checkbox";
	label.className = "show";
	label.append(box, ` ${words.show}`);
	box.addEventListener("change", () => {
		field.type = box.checked ? "text" : "password";
	});
	// It leaves the page as it came: browsers keep what was in text fields.
	if (field.form)
		field.form.addEventListener("submit", () => {
			field.type = "password";
		});
	// Not within: a field with a box in it is laid out as a choice.
	(field.closest(".ds-field") ?? field).after(label);
}

// How good a new password is, while it is typed: by its length, and by how many different characters it has, for the same few over
// and over are soon tried. The server alone decides what it takes, and says why not.
for (const field of document.querySelectorAll("input[autocomplete=new-password][minlength]")) {
	const meter = document.createElement("meter");
	const word = document.createElement("span");
	const least = field.minLength;

	meter.min = 0;
	meter.low = least;
	meter.high = meter.optimum = least + 6;
	meter.max = least * 2;
	meter.setAttribute("aria-label", words.strength);
	word.className = "quiet";
	word.setAttribute("role", "status");
	meter.hidden = true;
	field.after(meter, " ", word);
	field.addEventListener("input", () => {
		const typed = [...field.value];
		const worth = Math.min(typed.length, 2 * new Set(typed).size);

		meter.hidden = !typed.length;
		meter.value = worth;
		word.textContent = !typed.length ? "" : worth < meter.low ? words.weak : worth < meter.high ? words.fair : words.strong;
	});
}

// data-copy="id": copies the text of that element.
document.addEventListener("click", async event => {
	const button = event.target.closest("[data-copy]");

	if (!button)
		return;
	try {
		await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
		say(button, words.copied);
	} catch {
		say(button, words.failed, true);
	}
});

// data-events="URL": server-sent events {"NAME": "html", ...} replace what is in the parts called data-part="NAME" inside; the
// event "end" loads the page anew. When the line breaks, the browser calls again; when the server refuses, the page stays as it is.
for (const area of document.querySelectorAll("[data-events]")) {
	const source = new EventSource(area.dataset.events);

	source.addEventListener("message", event => {
		for (const [name, html] of Object.entries(JSON.parse(event.data))) {
			const part = area.querySelector(`[data-part="${CSS.escape(name)}"]`);

			// The server made it by the same templates that made the page.
			if (part && part.innerHTML !== html)
				part.innerHTML = html;
		}
	});
	source.addEventListener("end", () => {
		const asking = document.querySelector("dialog[open]");

		source.close();
		// Not under the hands of somebody who is being asked, or who is writing.
		if (asking)
			asking.addEventListener("close", () => {
				if (!document.querySelector("form[data-sent]"))
					location.reload();
			});
		else if (!document.activeElement.value || !document.activeElement.matches("input, textarea"))
			location.reload();
	});
	window.addEventListener("pagehide", () => source.close());
}

// Passkeys (WebAuthn level 2). The server speaks the JSON of level 3, in which bytes are base64url.
const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
	.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function post(url, body) {
	const csrf = document.querySelector("meta[name=csrf]").content;
	const reply = await fetch(url, {
		method: "POST",
		headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": csrf },
		body: JSON.stringify(body),
	});

	if (!reply.ok)
		throw new Error(`${reply.status}`);
	return reply.status === 204 ? {} : reply.json();
}

// The options with their bytes as bytes.
function ready(reply) {
	const options = reply.publicKey || reply;
	const known = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));

	options.challenge = bytes(options.challenge);
	if (options.user)
		options.user.id = bytes(options.user.id);
	options.excludeCredentials = known(options.excludeCredentials);
	options.allowCredentials = known(options.allowCredentials);
	return options;
}

function told(credential) {
	const { response } = credential;
	const out = { clientDataJSON: text(response.clientDataJSON) };

	if (response.attestationObject) {
		out.attestationObject = text(response.attestationObject);
		out.transports = response.getTransports ? response.getTransports() : [];
	} else {
		out.authenticatorData = text(response.authenticatorData);
		out.signature = text(response.signature);
		out.userHandle = response.userHandle ? text(response.userHandle) : null;
	}
	return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: out };
}

// <form data-passkey="register|sign-in" data-options="URL" action="URL">: asks for options, then the authenticator, sends what it
// says as "credential" with the other fields of the form, and goes to the reply's "location". Hidden where there are no passkeys.
for (const form of document.querySelectorAll("form[data-passkey]")) {
	form.hidden = !window.PublicKeyCredential;
	form.addEventListener("submit", async event => {
		const fields = Object.fromEntries(new FormData(form));
		const button = event.submitter || form.querySelector("button");

		event.preventDefault();
		try {
			const publicKey = ready(await post(form.dataset.options, fields));
			const made = form.dataset.passkey === "register" ? await navigator.credentials.create({ publicKey })
				: await navigator.credentials.get({ publicKey });
			const reply = await post(form.getAttribute("action"), { ...fields, credential: told(made) });

			location.assign(reply.location || location.href);
		} catch {
			say(button, words.failed, true);
		}
	});
}
