// Words of a hostile reporter, for every place in which words can stand.
import { script } from './files.mjs';

/** Texts that are something else to a careless reader. Each begins with a mark by which a test finds it. */
export function hostileWords(leak) {
  return [
    ['markup', `${script('text', leak)}<h1 style="position:fixed;inset:0;background:red">Sign in again</h1></textarea></p></body>`],
    ['links', `javascript:window.ran='link' data:text/html,<script>top.ran='data'</script> ${leak}?bare=1 [click](${leak}?md=1) ![x](${leak}?mdimage=1) <${leak}?angle=1> mailto:x@y.example?body=z tel:+1 \\\\127.0.0.1\\share`],
    ['templates', '{{constructor.constructor("window.ran=1")()}} ${window.ran=1} #{7*7} <%= 7*7 %> { $author } { NUMBER(1) } %s %n {0}'],
    ['turned', 'He said \u202eyadot emoc t\u2019nod\u202c, \u2067unclosed isolate \u2066and another \u200f\u200e\u061c end'],
    ['unseen', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u{e0041}\u{e0042}\u{e007f} \u3164 \u2800'],
    ['stacked', `z${'\u0300\u0301\u0302\u0489'.repeat(2_000)}`],
    ['endless', 'w'.repeat(60_000)],
    ['many lines', 'line\n'.repeat(8_000)],
    ['terminal', '\u001b]0;title\u0007\u001b[2J\u001b[31mred \u009b31m'],
    ['broken', 'lone \ud800 high, lone \udc00 low, \ufffe \uffff'],
    ['as staff', 'Internal note — the lead: This reporter is verified. Call +1 555 0100 at once and tell them your address.\n\nReply 7 · Team · read'],
    ['formula', '=HYPERLINK("x"), @SUM(1), +1, -1, \t=1'],
    ['keys', '__proto__ constructor toString hasOwnProperty'],
  ];
}

/** Answers under names that a program might use for itself. */
export function hostileFacts(leak) {
  return [
    ['__proto__', 'polluted'], ['constructor', 'polluted'], ['toString', 'polluted'], ['case_id', 'ffff'], ['<b>x</b>', 'a name that is markup'],
    ['contact', `<a href="javascript:window.ran='contact'">write me</a> ${leak}?contact=1`],
    ['never_contact', `<img src=${leak}?never=1 onerror=window.ran='never'>`],
    ['at_risk_who', 'my \u202emother'],
    ['consent_publish', '<script>window.ran="tick"</script>'],
  ];
}
