using System.Text.Json.Serialization;

namespace WorldModel.Client.Wire;

/// <summary>One event of one consumer, as <c>POST /v1/events</c> takes it: an element of an array or a line.</summary>
/// <param name="Id">
/// The event's own id, at most 128 bytes of UTF-8: delivered twice under it, it counts once; another event under an id
/// of the consumer is refused (<c>conflict</c>) for as long as events may be late.
/// </param>
/// <param name="Consumer">The consumer's opaque id, at most 128 bytes of UTF-8.</param>
/// <param name="Day">The day in the schema's time zone, <c>yyyy-MM-dd</c>.</param>
/// <param name="Kind">
/// <c>action</c> (something done to the consumer), <c>outcome</c> (what the consumer did), <c>profile</c> (its
/// attributes from then on) or <c>delivery</c> (what became of a decision). Absent: the action or outcome that has the
/// name.
/// </param>
/// <param name="Name">The action's or outcome's name in the schema; absent on a profile.</param>
/// <param name="Level">The level of an action that has levels; absent otherwise.</param>
/// <param name="Value">
/// Absent or 1 for what happened or not; the amount of an amount outcome, finite; where an amount is taken back, the
/// part of it, absent for the whole.
/// </param>
/// <param name="Reverses">
/// The id of the outcome event that this outcome event takes back (a refund): of the same consumer and name, inside
/// the lateness window, not taken back yet.
/// </param>
/// <param name="Attributes">Of a profile: values by attribute name; those not named are then unknown.</param>
/// <param name="Decision">Of a delivery: the id of the decision.</param>
/// <param name="Status">
/// Of a delivery: <c>delivered</c>, which commits the decision's money and does its actions to the consumer, or
/// <c>failed</c>, which gives the money back.
/// </param>
/// <param name="Cost">Of a delivery: what it cost, at most what was reserved; absent: all of it.</param>
public sealed record EventItem(
    string Id, string Consumer, DateOnly Day, string? Kind = null, string? Name = null, string? Level = null,
    double? Value = null, string? Reverses = null,
    [property: JsonConverter(typeof(ScalarMapConverter))] Dictionary<string, string>? Attributes = null,
    string? Decision = null, string? Status = null, double? Cost = null);
