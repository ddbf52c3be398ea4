// Shows how far an upload is. The form works without it: then the browser's own sign is all there is.
'use strict';
for (const form of document.querySelectorAll('form.upload[data-sending]')) {
  const bar = form.querySelector('progress');
  const said = form.querySelector('output');
  form.addEventListener('submit', event => {
    const input = form.elements.namedItem('file');
    const file = input && input.files && input.files[0];
    if (!file || !bar || !said) {
      return;
    }
    event.preventDefault();
    if (file.size > Number(form.dataset.most)) {
      said.textContent = form.dataset.tooLarge;
      return;
    }
    const button = event.submitter;
    const address = (button && button.getAttribute('formaction')) || form.getAttribute('action');
    const body = new FormData(form);
    const request = new XMLHttpRequest();
    const native = () => {
      form.action = address;
      form.submit();
    };
    for (const each of form.querySelectorAll('button')) {
      each.disabled = true;
    }
    bar.hidden = false;
    request.upload.addEventListener('progress', sent => {
      if (sent.lengthComputable) {
        bar.max = sent.total;
        bar.value = sent.loaded;
        said.textContent = form.dataset.sending + ' ' + Math.floor(100 * sent.loaded / sent.total) + ' %';
      }
    });
    request.upload.addEventListener('load', () => {
      bar.removeAttribute('value');
      said.textContent = form.dataset.reading;
    });
    request.addEventListener('load', () => {
      // Told where to go on; anything else the browser shows by itself.
      const type = request.getResponseHeader('Content-Type') || '';
      if (request.status === 200 && type.startsWith('text/uri-list')) {
        location.assign(request.responseText.trim());
      } else {
        native();
      }
    });
    request.addEventListener('error', native);
    request.open('POST', address);
    request.setRequestHeader('Accept', 'text/uri-list');
    request.send(body);
  });
}
