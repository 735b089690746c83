// How numbers are read, voices that come late, and dictation that fails.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createDictation, createReader, spelled } from "../../bot/widget/speech.js";

describe("spelled", () => {
  const numbers = [
    ["先打 110。", "先打 幺幺零。"],
    ["打110", "打幺幺零"],
    ["110", "幺幺零"],
    ["拿不准打 96110 问一问", "拿不准打 九六幺幺零 问一问"],
    ["110、120、96110", "幺幺零、幺二零、九六幺幺零"],
    ["110 120", "幺幺零 幺二零"],
    ["110\n120", "幺幺零\n幺二零"],
    ["10086999", "幺零零八六九九九"],
    ["010-12321", "零幺零-幺二三二幺"],
    ["0712-2822110", "零七幺二-二八二二幺幺零"],
    ["400-810-0000", "四零零-八幺零-零零零零"],
    ["13800138000", "幺三八零零幺三八零零零"],
    ["打110，被骗 30000 元", "打幺幺零，被骗 30000 元"],
  ];
  for (const [text, expected] of numbers) {
    test(`digit by digit: ${JSON.stringify(text)}`, () => assert.equal(spelled(text), expected));
  }

  const amounts = [
    "30000 元", "30000元", "3000、12000 元".slice(5), "2019 年", "2019年", "24 小时", "48小时", "120 分钟", "100%", "300 人", "500 万",
    "1000 块", "365 天", "12", "5 点", "15:20", "3.1415", "35000.50 元", "192.168.100.200", "1234567890123", "没有数字", "",
  ];
  for (const text of amounts) {
    test(`as it is: ${JSON.stringify(text)}`, () => assert.equal(spelled(text), text));
  }

  for (const text of ["3000 多元", "170余万元", "100 亿元"]) {
    test(`a rough sum is a sum: ${text}`, () => assert.equal(spelled(text), text));
  }
});

// A browser with these voices; `spoken` is what it was given to read. A test says when that ends.
function createSpeaking(voices = [], more = {}) {
  const said = { spoken: [], cancelled: 0, ready: [] };
  const window = {
    SpeechSynthesisUtterance: class {
      constructor(text) {
        this.text = text;
      }
    },
    speechSynthesis: {
      getVoices: () => voices.map((lang) => ({ lang })),
      speak: (speech) => said.spoken.push(speech),
      cancel: () => (said.cancelled += 1),
      addEventListener: (name, run) => name === "voiceschanged" && said.ready.push(run),
      ...more,
    },
  };
  return { reader: createReader(window), said, voices };
}

// A button of the page; `shown` is what it has shown, one after the other.
function createButton(reader, what) {
  const button = { isConnected: true, shown: [] };
  reader.watch(button, () => button.shown.push(reader.isReading(what)));
  return button;
}

describe("reading aloud", () => {
  test("is absent where the browser brings nothing", () => {
    for (const window of [{}, { speechSynthesis: {} }, { SpeechSynthesisUtterance: class {} }]) {
      const reader = createReader(window);
      assert.equal(reader.canRead, false);
      assert.equal(reader.isReading("a"), false);
      assert.deepEqual(createButton(reader, "a").shown, [false]);
    }
  });

  test("needs a Chinese voice", () => {
    assert.equal(createSpeaking([]).reader.canRead, false);
    assert.equal(createSpeaking(["en-US", "ja-JP"]).reader.canRead, false);
    for (const lang of ["zh-CN", "zh_CN", "zh-TW", "cmn-Hans-CN", "ZH-cn"]) {
      assert.equal(createSpeaking(["en-US", lang]).reader.canRead, true, lang);
    }
  });

  test("becomes possible when voices are found late, and every button hears of it", () => {
    const { reader, said, voices } = createSpeaking([]);
    const seen = [];
    for (const name of ["a", "b"]) reader.watch({ isConnected: true }, () => seen.push([name, reader.canRead]));
    voices.push("zh-CN");
    said.ready.forEach((run) => run());
    assert.deepEqual(seen, [["a", false], ["b", false], ["a", true], ["b", true]]);
  });

  test("does without being told of voices", () => {
    const { reader } = createSpeaking(["zh-CN"], { addEventListener: undefined });
    assert.doesNotThrow(() => reader.watch({ isConnected: true }, () => {}));
    assert.equal(reader.canRead, true);
  });

  const chosen = [
    [["en-US", "zh-HK", "zh-TW", "zh-CN"], "zh-CN"],
    [["zh-TW", "zh_CN"], "zh_CN"],
    [["zh-HK", "zh-Hans-CN"], "zh-Hans-CN"],
    [["zh-HK", "cmn-Hans-CN"], "cmn-Hans-CN"],
    [["en-US", "zh-TW"], "zh-TW"],
  ];
  for (const [voices, expected] of chosen) {
    test(`of ${voices} it takes ${expected}`, () => {
      const { reader, said } = createSpeaking(voices);
      reader.toggle("a", "好");
      assert.equal(said.spoken[0].voice.lang, expected);
      assert.equal(said.spoken[0].lang, expected);
    });
  }

  test("reads numbers digit by digit, instead of what was read before", () => {
    const { reader, said } = createSpeaking(["zh-CN"]);
    reader.toggle("a", "打 110");
    assert.equal(said.spoken[0].text, "打 幺幺零");
    assert.equal(said.cancelled, 1);
    assert.equal(reader.isReading("a"), true);
  });

  test("is over at the end, also when it fails, and the button shows it", () => {
    for (const event of ["onend", "onerror"]) {
      const { reader, said } = createSpeaking(["zh-CN"]);
      const button = createButton(reader, "a");
      reader.toggle("a", "好");
      assert.deepEqual(button.shown, [false, true]);
      said.spoken[0][event]();
      assert.deepEqual(button.shown, [false, true, false]);
      assert.equal(reader.isReading("a"), false);
    }
  });

  test("stops when it is asked for again, and begins anew the third time", () => {
    const { reader, said } = createSpeaking(["zh-CN"]);
    const button = createButton(reader, "a");
    reader.toggle("a", "好");
    const before = said.cancelled;
    reader.toggle("a", "好");
    assert.deepEqual([said.cancelled - before, said.spoken.length, reader.isReading("a")], [1, 1, false]);
    reader.toggle("a", "好");
    assert.deepEqual([said.spoken.length, reader.isReading("a")], [2, true]);
    assert.deepEqual(button.shown, [false, true, false, true]);
  });

  test("another text takes its place; the end of the first does not end it", () => {
    const { reader, said } = createSpeaking(["zh-CN"]);
    const [first, second] = [createButton(reader, "a"), createButton(reader, "b")];
    reader.toggle("a", "一");
    reader.toggle("b", "二");
    assert.deepEqual([reader.isReading("a"), reader.isReading("b")], [false, true]);
    said.spoken[0].onerror(); // interrupted
    assert.equal(reader.isReading("b"), true);
    assert.deepEqual([first.shown.at(-1), second.shown.at(-1)], [false, true]);
  });

  test("the end of what was stopped does not end the same text begun anew", () => {
    const { reader, said } = createSpeaking(["zh-CN"]);
    for (let tap = 0; tap < 3; tap += 1) reader.toggle("a", "好");
    said.spoken[0].onerror(); // interrupted, told late
    assert.equal(reader.isReading("a"), true);
  });

  test("a button drawn anew knows what is being read; the one that is gone is not called", () => {
    const { reader } = createSpeaking(["zh-CN"]);
    const old = createButton(reader, "a");
    reader.toggle("a", "好");
    old.isConnected = false;
    const drawn = createButton(reader, "a");
    assert.deepEqual(drawn.shown, [true]);
    reader.toggle("a", "好");
    assert.deepEqual(drawn.shown, [true, false]);
    assert.deepEqual(old.shown, [false, true]);
    old.isConnected = true; // it is forgotten
    reader.toggle("a", "好");
    assert.equal(old.shown.length, 2);
  });
});

// `made` are the recognitions that were begun.
function createHearing({ agent = "Chrome", name = "SpeechRecognition", start = () => {} } = {}) {
  const made = [];
  class Recognition {
    constructor() {
      made.push(this);
    }
    start() {
      start();
    }
    stop() {
      this.stopped = true;
      this.onend();
    }
    abort() {
      this.aborted = true;
      if (this.onresult) this.onresult(result("too late"));
      if (this.onerror) this.onerror({ error: "aborted" });
      this.onend();
    }
  }
  return { made, dictation: createDictation({ navigator: { userAgent: agent }, [name]: Recognition }) };
}

const result = (...transcripts) => ({ results: transcripts.map((transcript) => [{ transcript }]) });

describe("dictation", () => {
  test("is there where the browser hears, under either name", () => {
    assert.equal(createHearing().dictation.canDictate, true);
    assert.equal(createHearing({ name: "webkitSpeechRecognition" }).dictation.canDictate, true);
    assert.equal(createDictation({ navigator: {} }).canDictate, false);
  });

  test("is not offered in WeChat and other built-in browsers", () => {
    for (const agent of ["Mozilla/5.0 MicroMessenger/8.0", "Mozilla/5.0 (Linux; Android 12; wv) Chrome/91"]) {
      assert.equal(createHearing({ agent }).dictation.canDictate, false, agent);
    }
  });

  test("hears Chinese, while it is being spoken", () => {
    const { dictation, made } = createHearing();
    const heard = [];
    dictation.start((text) => heard.push(text), () => {});
    assert.deepEqual([made[0].lang, made[0].interimResults], ["zh-CN", true]);
    made[0].onresult(result("我被"));
    made[0].onresult(result("我被骗了", "三千块"));
    assert.deepEqual(heard, ["我被", "我被骗了三千块"]);
  });

  test("is on until it ends", () => {
    const { dictation, made } = createHearing();
    const ends = [];
    assert.equal(dictation.isOn, false);
    dictation.start(() => {}, (failure) => ends.push([failure, dictation.isOn]));
    assert.equal(dictation.isOn, true);
    made[0].onend();
    assert.deepEqual(ends, [[null, false]]);
  });

  test("stops by hand, also when it is not on", () => {
    const { dictation, made } = createHearing();
    dictation.stop();
    let ended = 0;
    dictation.start(() => {}, () => (ended += 1));
    dictation.stop();
    dictation.stop();
    assert.equal(made[0].stopped, true);
    assert.equal(ended, 1);
  });

  test("is broken off: no word more, and no failure", () => {
    const { dictation, made } = createHearing();
    const [heard, ends] = [[], []];
    dictation.start((text) => heard.push(text), (failure) => ends.push(failure));
    made[0].onresult(result("我被骗了"));
    dictation.abort();
    assert.equal(made[0].aborted, true);
    assert.deepEqual([heard, ends], [["我被骗了"], [null]]);
    assert.equal(dictation.isOn, false);
  });

  test("is broken off also when it is not on, and can begin again", () => {
    const { dictation, made } = createHearing();
    assert.doesNotThrow(() => dictation.abort());
    dictation.start(() => {}, () => {});
    dictation.abort();
    dictation.abort();
    const heard = [];
    dictation.start((text) => heard.push(text), () => {});
    made[1].onresult(result("好"));
    assert.deepEqual(heard, ["好"]);
  });

  test("silence and stopping are no failures", () => {
    for (const error of ["no-speech", "aborted"]) {
      const { dictation, made } = createHearing();
      const ends = [];
      dictation.start(() => {}, (failure) => ends.push(failure));
      made[0].onerror({ error });
      made[0].onend();
      assert.deepEqual(ends, [null], error);
    }
  });

  test("anything else is, told once", () => {
    for (const error of ["not-allowed", "network", "audio-capture", "service-not-allowed", "language-not-supported"]) {
      const { dictation, made } = createHearing();
      const ends = [];
      dictation.start(() => {}, (failure) => ends.push(failure));
      made[0].onerror({ error });
      made[0].onend();
      assert.deepEqual(ends, [error]);
      assert.equal(dictation.isOn, false);
    }
  });

  test("a failure is forgotten the next time", () => {
    const { dictation, made } = createHearing();
    const ends = [];
    for (const at of [0, 1]) {
      dictation.start(() => {}, (failure) => ends.push(failure));
      if (!at) made[0].onerror({ error: "network" });
      made[at].onend();
    }
    assert.deepEqual(ends, ["network", null]);
  });

  test("a browser that cannot even begin has failed", () => {
    const { dictation } = createHearing({ start() { throw new DOMException("no", "NotAllowedError"); } });
    const ends = [];
    assert.doesNotThrow(() => dictation.start(() => {}, (failure) => ends.push(failure)));
    assert.equal(ends.length, 1);
    assert.ok(ends[0], "no failure was told");
    assert.equal(dictation.isOn, false);
  });
});
