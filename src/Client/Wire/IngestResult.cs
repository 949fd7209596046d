namespace WorldModel.Client.Wire;

/// <summary>
/// What became of the items of a request. All but the refused are durable when this is answered.
/// </summary>
/// <param name="Received">Items read.</param>
/// <param name="Applied">Items that took effect.</param>
/// <param name="Merged">Events that took effect on a day closed already, inside the lateness allowed.</param>
/// <param name="Repeated">Events whose id had been counted before.</param>
/// <param name="RefusedTotal">Items refused, also those past the 1,000 that are listed.</param>
/// <param name="Refused">The first 1,000 refusals.</param>
public sealed record IngestResult(
    long Received, long Applied, long Merged, long Repeated, long RefusedTotal, RefusedEntry[] Refused);

/// <summary>An item refused by itself; the others of the request are not touched by it.</summary>
/// <param name="Index">Its place in the request from 0: element of the array, or line that is not blank.</param>
/// <param name="Code">A stable code, such as <c>invalid</c>, <c>unknown-name</c>, <c>late</c>, <c>future</c>.</param>
/// <param name="Field">The field at fault, from the item down (<c>value</c>, <c>attributes.age</c>).</param>
/// <param name="Value">What was given, shortened.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record RefusedEntry(long Index, string Code, string Field, string? Value, string Expected);
