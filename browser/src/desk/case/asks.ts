// Does an answer ask for what we never ask for? A trip, a meeting, money, the code. Words alone are looked at, so this
// warns and never forbids: "do not travel" holds the word too, and the person who sends reads it once more.
import { fold } from "../search/fold.ts";
import { phrasesIn } from "./phrases.ts";

export type Ask = "travel" | "meet" | "money" | "code";

/** Beginnings of words; Chinese has no blanks between them. All are folded like the text. */
const WORDS: Readonly<Record<Ask, readonly string[]>> = {
  travel: [
    "travel", "trip", "flight", "fly ", "ticket", "visa", "airport", "come to our", "come to us", "come to the", "go to the embassy", "consulate",
    "旅行", "机票", "出门", "出国", "飞机", "机场", "来我们", "签证", "领事馆", "回国",
    "سفر", "پرواز", "بلیت", "بلیط", "فرودگاه", "بیایید به", "ویزا", "کنسولگری",
    "поезд", "поезж", "билет", "самолет", "аэропорт", "приезж", "приход", "виза", "визу", "консульств",
    "سەپەر", "ئايروپىلان", "بېلەت", "ئايروپورت", "كېلىڭ", "ۋىزا", "كونسۇلخانا",
  ],
  meet: [
    "meet", "visit us", "in person", "appointment", "café", "coffee",
    "见面", "会面", "碰面", "面谈", "约在", "当面",
    "ملاقات", "دیدار", "ببینیم", "ببینیمتان", "حضوری", "قرار بگذاریم",
    "встреч", "встрет", "увидимся", "лично", "явиться",
    "كۆرۈش", "ئۇچرىش", "يۈزتۇرا",
  ],
  money: [
    "pay ", "payment", "money", "transfer", "bank", "fee ", "fees", "cost you", "donat", "bitcoin", "crypto", "gift card", "iban",
    "付款", "付钱", "汇款", "转账", "银行", "费用", "交钱", "打钱", "比特币", "红包",
    "پول", "پرداخت", "بانک", "واریز", "حواله", "هزینه", "بیت کوین",
    "деньг", "денег", "оплат", "заплат", "перевод денег", "переведите", "банк", "карт", "взнос", "биткоин",
    "پۇل", "تۆلە", "بانكا", "ھەق ", "بىتكويىن",
  ],
  code: [
    "your code", "the code", "receipt", "password", "passcode", "pin ", "twelve words", "12 words", "40 digits",
    "密码", "代码", "验证码", "收据", "十二个词", "口令",
    "کد", "رمز", "گذرواژه", "پسورد", "رسید",
    "код", "парол", "квитанц", "двенадцать слов",
    "كود", "پارول", "مەخپىي نومۇر",
  ],
};
const FOLDED: readonly (readonly [Ask, readonly { word: string; whole: boolean }[]])[] = Object.entries(WORDS).map(([ask, words]) => [
  ask as Ask,
  words.map((word) => ({ word: fold(word), whole: word.endsWith(" ") })),
]);
const CHINESE = /[\u3400-\u9fff]/;

/** What the text seems to ask for. Approved sentences of the language, which say that we never ask, are left out. */
export function asksFor(text: string, language: string): Ask[] {
  const known = new Set(phrasesIn(language)?.values() ?? []);
  const own = text.split("\n").filter((line) => !known.has(line.trim()));
  const folded = ` ${fold(own.join("\n"))} `;
  const found: Ask[] = [];
  for (const [ask, words] of FOLDED) {
    const said = words.some(({ word, whole }) => {
      if (CHINESE.test(word)) return folded.includes(word);
      return folded.includes(whole ? ` ${word} ` : ` ${word}`);
    });
    if (said) found.push(ask);
  }
  return found;
}

/** Links and addresses: an answer that carries one may be a trap that bears our name. */
export function namesAddress(text: string): boolean {
  return /https?:\/\/|www\.|[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|org|net|info|ru|cn|ir|io|me)\b|\+\d[\d ()-]{6,}/i.test(text);
}
