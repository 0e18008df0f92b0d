/**
 * The words of dialogs that are downloaded when they are asked for; beside those of `en`, in the same namespace, translated
 * alike.
 */
export const enLater = {
  'everyone.title': 'Delete this message for everyone?',
  'everyone.text': 'It disappears for {{name}} and for you, on all devices; a line says that a message was deleted.',
  'everyone.left_one': 'You can still do this for {{count}} minute.',
  'everyone.left_other': 'You can still do this for {{count}} minutes.',
  'everyone.confirm': 'Delete for everyone',

  'report.title': 'Report this message',
  'report.who': 'Goes to the staff of the store, with the message and your name. {{name}} is not told.',
  'report.reason': 'What is wrong with it?',
  'report.reason.spam': 'Advertising or spam',
  'report.reason.harassment': 'Harassment or threats',
  'report.reason.hate': 'Hatred against people',
  'report.reason.other': 'Something else',
  'report.note': 'Anything the staff should know (optional)',
  'report.send': 'Send report',
  'report.sending': 'Sending…',
  'report.failed': 'The report was not sent. {{detail}}',
  'report.doneTitle': 'Thank you, the staff will look at it',
  'report.done': 'You need not do anything else. The message stays here until they have decided.',
  'report.block': 'Block {{name}}…',
  'report.finish': 'Done',

  'block.title': 'Block {{name}}?',
  'block.deliver': 'What {{name}} writes from now on never reaches you, not even after unblocking.',
  'block.signs': 'Neither of you sees whether the other is online, is typing or has read.',
  'block.silent': '{{name}} is not told, and nothing shows it to them.',
  'block.write': 'To write to {{name}} yourself, unblock them first, at any time.',
  'block.office': 'As this person works for the store, messages of the store still reach you.',
  'block.confirm': 'Block',
  'block.busy': 'Blocking…',
  'block.done': '{{name}} is blocked',
  'block.failed': 'That did not work. {{detail}}',

  'blocks.title': 'Blocked people',
  'blocks.none': 'You have blocked nobody.',
  'blocks.loading': 'Looking whom you have blocked',
  'blocks.failed': 'The list did not load. {{detail}}',
  'blocks.unblockName': 'Unblock {{name}}',

  'details.title': 'Details',
  'details.kept': 'How long messages stay',
  'details.forEver': 'Messages are kept here for as long as you want them.',
  'details.mine_one': 'What you write disappears after {{count}} day, for everybody.',
  'details.mine_other': 'What you write disappears after {{count}} days, for everybody.',
  'details.mineForEver': 'What you write stays for as long as you want it.',
  'details.others': 'How long the words of {{name}} stay depends on their membership.',
  'details.longest_one':
    'Messages stay here for {{count}} day at least: the longer membership of the two of you counts.',
  'details.longest_other':
    'Messages stay here for {{count}} days at least: the longer membership of the two of you counts.',
  'details.isBlocked': 'You have blocked {{name}}.',

  'message.details.title': 'About this message',
  'message.details.sent': 'Sent',
  'message.details.edited': 'Edited',
  'message.details.delivered': 'Delivered',
  'message.details.read': 'Read',
  'message.details.yes': 'Yes',
  'message.details.notYet': 'Not yet',
  'message.details.unknown': 'Not known just now',
  'message.details.expires': 'Disappears',
  'message.details.never': 'Stays until it is deleted',
} as const;
