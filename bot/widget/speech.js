// Reading aloud and dictation, through what the browser brings. Both are absent where it brings
// nothing: `canRead` may become true later, since browsers find their voices late.

export function createReader(window) {
  const voice = window.speechSynthesis;
  const usable = Boolean(voice && window.SpeechSynthesisUtterance);
  const chinese = () => (usable ? voice.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang)) : []);

  return {
    get canRead() {
      return chinese().length > 0;
    },
    // Calls back when voices have been found.
    whenReady(ready) {
      if (usable && voice.addEventListener) voice.addEventListener("voiceschanged", ready);
    },
    // Reads it; calls `ended` when it is over or stopped. Digits of a number are read one by one.
    read(text, ended) {
      voice.cancel();
      const speech = new window.SpeechSynthesisUtterance(spelled(text));
      const voices = chinese();
      speech.voice = voices.find((one) => /^(zh|cmn)[-_](CN|Hans)/i.test(one.lang)) || voices[0];
      speech.lang = speech.voice.lang;
      speech.rate = 0.9;
      speech.onend = ended;
      speech.onerror = ended;
      voice.speak(speech);
    },
    stop() {
      if (usable) voice.cancel();
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
  };
}
