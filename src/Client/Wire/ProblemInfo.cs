namespace WorldModel.Client.Wire;

/// <summary>The body of every error, <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">A URI reference of the kind of error; <c>about:blank</c> where the code says all.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="Code">A stable code for programs.</param>
/// <param name="Field">The field of the request, in the caller's spelling.</param>
/// <param name="Value">What was given, shortened.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record ProblemInfo(
    string Type, string Title, int Status, string Detail, string Code, string? Field, string? Value,
    string? Expected);

/// <summary>Why one item of a batch has no answer.</summary>
public sealed record ItemProblem(string Code, string Field, string? Value, string Expected);
