// Types of the messages of high-value-orders. Copy this file into your project.

/**
 * An order, sent as plain JSON to OrderTopic or OrderQueue. Its field names are PascalCase
 * (OrderId) or camelCase (orderId), one casing throughout. The service refuses other fields.
 * JSON Schema cannot express these rules; the service refuses an order that breaks one:
 * - A text has at most 256 bytes in UTF-8; the schema counts characters.
 * - A text is well-formed Unicode, without half a surrogate pair.
 * - An amount has at most two decimals. (multipleOf: 0.01 would refuse valid amounts, because it
 * divides in binary.)
 * - A timestamp is a date and time that exists, in the years 0000 to 9999 of UTC.
 */
export type Order = {
  /**
   * Identifies the order: the same OrderId again is a duplicate; with a field that differs, a
   * conflict. It has no control characters, and no space at its ends. 1 to 256 bytes in UTF-8.
   */
  OrderId: string;
  /** The amount of the order. 0 to 1,000,000,000, with at most two decimals. */
  Amount?: number;
  /**
   * When the order was placed. If the sender sets none, when the service received it. ISO 8601 with
   * a zone, such as 2025-05-03T12:00:00Z or 2025-05-03T14:00+02:00.
   */
  Timestamp?: string;
  /** Who placed the order. 1 to 256 bytes in UTF-8. */
  UserId?: string;
  /** What was ordered. 1 to 256 bytes in UTF-8. */
  ItemName?: string;
  /** The state of the order in its own system. 1 to 256 bytes in UTF-8. */
  Status?: string;
  /** How many were ordered. A whole number from 1 to 1,000,000. */
  Quantity?: number;
} | {
  /**
   * Identifies the order: the same OrderId again is a duplicate; with a field that differs, a
   * conflict. It has no control characters, and no space at its ends. 1 to 256 bytes in UTF-8.
   */
  orderId: string;
  /** The amount of the order. 0 to 1,000,000,000, with at most two decimals. */
  amount?: number;
  /**
   * When the order was placed. If the sender sets none, when the service received it. ISO 8601 with
   * a zone, such as 2025-05-03T12:00:00Z or 2025-05-03T14:00+02:00.
   */
  timestamp?: string;
  /** Who placed the order. 1 to 256 bytes in UTF-8. */
  userId?: string;
  /** What was ordered. 1 to 256 bytes in UTF-8. */
  itemName?: string;
  /** The state of the order in its own system. 1 to 256 bytes in UTF-8. */
  status?: string;
  /** How many were ordered. A whole number from 1 to 1,000,000. */
  quantity?: number;
};

/**
 * The announcement of a stored high-value order, on HighValueOrderTopic. It has the whole order.
 * It can arrive more than once and in any order: let OrderId decide whether it was handled before.
 * JSON Schema cannot express these rules, which every announcement follows as well:
 * - A text has at most 256 bytes in UTF-8; the schema counts characters.
 * - A text is well-formed Unicode, without half a surrogate pair.
 * - An amount has at most two decimals. (multipleOf: 0.01 would refuse valid amounts, because it
 * divides in binary.)
 * - A timestamp is a date and time that exists, in the years 0000 to 9999 of UTC.
 */
export type HighValueOrder = {
  /** What the message is. It is also a message attribute. */
  Type: 'HighValueOrder';
  /** Within a version, fields are only added. Ignore fields that you do not know. */
  Version: 1;
  /**
   * Identifies the order: the same OrderId again is a duplicate; with a field that differs, a
   * conflict. It has no control characters, and no space at its ends. 1 to 256 bytes in UTF-8.
   */
  OrderId: string;
  /** The amount of the order. 0 to 1,000,000,000, with at most two decimals. */
  Amount: number;
  /**
   * When the order was placed. If the sender sets none, when the service received it. ISO 8601 in
   * UTC with milliseconds.
   */
  Timestamp: string;
  /** Who placed the order. 1 to 256 bytes in UTF-8. */
  UserId?: string;
  /** What was ordered. 1 to 256 bytes in UTF-8. */
  ItemName?: string;
  /** The state of the order in its own system. 1 to 256 bytes in UTF-8. */
  Status?: string;
  /** How many were ordered. A whole number from 1 to 1,000,000. */
  Quantity?: number;
  /** When the service received the order. ISO 8601 in UTC with milliseconds. */
  ReceivedAt: string;
  /**
   * The threshold of the stage when this was announced. If it was raised, a repeat can have a lower
   * Amount.
   */
  Threshold: number;
};
