using WorldModel.Bench.Serving;

namespace WorldModel.Bench.Load;

/// <summary>The requests that are compared: each of one consumer out of all, in an order without pattern.</summary>
internal static class Targets
{
    public const string Campaign = "load";

    public static Target Empty(Uri url, SyntheticConsumers consumers) =>
        Counterfactual(url, consumers) with { Name = "empty", Path = EmptyServer.Path };

    public static Target Belief(Uri url, SyntheticConsumers consumers) => new(
        "belief", url, "/v1/belief", number => $$"""{"consumer":"{{Pick(consumers, number)}}"}""");

    /// <summary>One consumer under push and coupon.</summary>
    public static Target Counterfactual(Uri url, SyntheticConsumers consumers) => new(
        "counterfactual", url, "/v1/counterfactual", number =>
            $$$"""{"consumer":"{{{Pick(consumers, number)}}}","treatments":[{"name":"push","actions":{"push":1}},"""
            + """{"name":"coupon","actions":{"coupon":1}}]}""");

    /// <summary>One decision, each under a request id of its own.</summary>
    public static Target Decision(Uri url, SyntheticConsumers consumers) => new(
        "decision", url, "/v1/decisions", number =>
            $$"""{"requestId":"r{{number}}","campaign":"{{Campaign}}","consumer":"{{Pick(consumers, number)}}"}""");

    private static string Pick(SyntheticConsumers consumers, long number) =>
        SyntheticConsumers.IdOf((int)((ulong)number * 0x9E3779B97F4A7C15 % (ulong)consumers.Count));
}
