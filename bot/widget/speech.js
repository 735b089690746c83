// Reading aloud and dictation, through what the browser brings. Both are absent where it brings
// nothing: `canRead` may become true later, since browsers find their voices late.

export function createReader(window) {
  const voice = window.speechSynthesis;
  const usable = Boolean(voice && window.SpeechSynthesisUtterance);
  const chinese = () => (usable ? voice.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang)) : []);
  const watching = new Map(); // button -> how it shows what is read
  let reading = null;
  let current = null; // its utterance

  const changed = () => watching.forEach((show, button) => (button.isConnected ? show() : watching.delete(button)));
  if (usable && voice.addEventListener) voice.addEventListener("voiceschanged", changed);

  function start(what, text) {
    voice.cancel();
    const speech = new window.SpeechSynthesisUtterance(spelled(text));
    const voices = chinese();
    speech.voice = voices.find((one) => /^(zh|cmn)[-_](CN|Hans)/i.test(one.lang)) || voices[0];
    speech.lang = speech.voice.lang;
    speech.rate = 0.9;
    reading = what;
    current = speech;
    speech.onend = speech.onerror = () => {
      if (current !== speech) return; // one that was stopped ends late
      reading = null;
      changed();
    };
    voice.speak(speech);
  }

  return {
    get canRead() {
      return chinese().length > 0;
    },
    isReading: (what) => reading === what,
    // `show` is called now and whenever something has changed, as long as the button is there.
    watch(button, show) {
      watching.set(button, show);
      show();
    },
    // Reads the text that `what` names, or stops. Digits of a number are read one by one.
    toggle(what, text) {
      if (reading === what) {
        reading = null;
        voice.cancel();
      } else {
        start(what, text);
      }
      changed();
    },
  };
}

// «110» is read yāo yāo líng, not one hundred and ten: the registered numbers have 3 to 12 digits.
export function spelled(text) {
  const number = /(^|[^\d.])(\d{3,12})(?![\d.]|\s*[多余]?\s*(?:亿|元|年|块|万|小时|分钟|天|人|起|名|%))/g;
  return text.replace(number, (_, before, digits) =>
    before + digits.replace(/\d/g, (digit) => "零幺二三四五六七八九"[digit]));
}

export function createDictation(window) {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const agent = window.navigator.userAgent || "";
  let running = null;

  return {
    canDictate: Boolean(Recognition) && !/MicroMessenger|; wv\)/i.test(agent),
    get isOn() {
      return running !== null;
    },
    // Hears until the speaker pauses. `heard(text)` comes again and again; `ended(failure)` once.
    start(heard, ended) {
      running = new Recognition();
      running.lang = "zh-CN";
      running.interimResults = true;
      let failure = null;
      running.onresult = (event) => {
        heard(Array.from(event.results, (result) => result[0].transcript).join(""));
      };
      running.onerror = (event) => {
        failure = event.error === "no-speech" || event.error === "aborted" ? null : event.error;
      };
      running.onend = () => {
        running = null;
        ended(failure);
      };
      try {
        running.start();
      } catch (error) {
        running = null;
        ended(error.name);
      }
    },
    stop() {
      if (running) running.stop();
    },
    // Hears no more, not even what was said already: it has been sent.
    abort() {
      if (!running) return;
      running.onresult = null;
      running.abort();
    },
  };
}
