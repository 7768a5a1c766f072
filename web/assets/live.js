"use strict";
// Shows an audit's progress as it comes (server-sent events); without it the page is loaded anew by its link.
for (const part of document.querySelectorAll("[data-live]")) {
	const source = new EventSource(part.dataset.live);
	source.addEventListener("progress", (event) => {
		const now = JSON.parse(event.data);
		// Another state is another page: buttons, steps and deliverables.
		if (now.state !== part.dataset.state) {
			source.close();
			location.reload();
			return;
		}
		for (const value of part.querySelectorAll("[data-value]")) {
			const v = now[value.dataset.value];
			if (v !== undefined && v !== null && v !== "") value.textContent = v;
		}
		const bar = part.querySelector("progress");
		if (bar && now.total > 0) {
			bar.max = now.total;
			bar.value = now.done;
		}
	});
}
