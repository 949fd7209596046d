using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>A request that is refused: its HTTP status, and what its problem+json says.</summary>
internal sealed class ApiException(
    int status, string code, string? field, string? value, string? expected, string? message = null)
    : WorldModelException(message ?? $"{field ?? "request"}: got {Shown(value)}, expected {expected}")
{
    private const int LongestValue = 200;

    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Field { get; } = field;

    public string? Value { get; } = value is { Length: > LongestValue } ? value[..LongestValue] : value;

    public string? Expected { get; } = expected;

    /// <summary>Well-formed, but not acceptable.</summary>
    public static ApiException Invalid(string field, string? value, string expected) =>
        new(StatusCodes.Status422UnprocessableEntity, ProblemCode.Invalid, field, value, expected);

    /// <summary>Not JSON.</summary>
    public static ApiException Malformed(string field, string? value, string expected) =>
        new(StatusCodes.Status400BadRequest, "malformed", field, value, expected);

    public static ApiException From(Problem problem) =>
        new(StatusOf(problem.Code), problem.Code, problem.Field, problem.Value, problem.Expected);

    public ProblemInfo ToInfo() => new(
        "about:blank", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status), Status, Message, Code,
        Field, Value, Expected);

    private static int StatusOf(string code) => code switch
    {
        ProblemCode.UnknownConsumer or ProblemCode.UnknownModel or ProblemCode.UnknownCampaign =>
            StatusCodes.Status404NotFound,
        ProblemCode.Conflict or ProblemCode.WrongStage or ProblemCode.NoModel or ProblemCode.PoolStopped =>
            StatusCodes.Status409Conflict,
        ProblemCode.Busy => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static string Shown(string? value) => value switch
    {
        null => "nothing",
        { Length: > LongestValue } => $"'{value[..LongestValue]}...'",
        _ => $"'{value}'",
    };
}
