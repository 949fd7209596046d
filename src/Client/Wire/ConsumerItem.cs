using System.Text.Json.Serialization;

namespace WorldModel.Client.Wire;

/// <summary>
/// A consumer's attributes, as <c>POST /v1/consumers</c> takes them: an element of an array or a line.
/// </summary>
/// <param name="Consumer">The consumer's opaque id, at most 128 bytes of UTF-8.</param>
/// <param name="Attributes">Values by attribute name; numbers and flags may be JSON numbers and booleans.</param>
public sealed record ConsumerItem(
    string Consumer, [property: JsonConverter(typeof(ScalarMapConverter))] Dictionary<string, string> Attributes);

/// <summary>Whom to forget, in the body of <c>DELETE /v1/consumers</c>: ids never stand in a URL.</summary>
public sealed record ForgetRequest(string Consumer);

/// <summary>Whether there was anything to forget.</summary>
public sealed record ForgetResult(bool Existed);
