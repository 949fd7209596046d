using WorldModel.Bench.Serving;

namespace WorldModel.Bench.Load;

/// <summary>The requests that are compared: each of one consumer out of all, in an order without pattern.</summary>
internal static class Targets
{
    public const string Campaign = "load";

    public static Target Empty(EmptyServer server, SiloProcess silo, SyntheticConsumers consumers) =>
        Counterfactual(silo, consumers) with
        {
            Name = "empty",
            Url = server.Url,
            Path = EmptyServer.Path,
            Processor = () => server.ProcessorTime,
        };

    public static Target Belief(SiloProcess silo, SyntheticConsumers consumers) => new(
        "belief", silo.Url, "/v1/belief", () => silo.ProcessorTime, number =>
            $$"""{"consumer":"{{Pick(consumers, number)}}"}""");

    /// <summary>One consumer under push and coupon.</summary>
    public static Target Counterfactual(SiloProcess silo, SyntheticConsumers consumers) => new(
        "counterfactual", silo.Url, "/v1/counterfactual", () => silo.ProcessorTime, number =>
            $$$"""{"consumer":"{{{Pick(consumers, number)}}}","treatments":[{"name":"push","actions":{"push":1}},"""
            + """{"name":"coupon","actions":{"coupon":1}}]}""");

    /// <summary>One decision, each under a request id of its own.</summary>
    public static Target Decision(SiloProcess silo, SyntheticConsumers consumers) => new(
        "decision", silo.Url, "/v1/decisions", () => silo.ProcessorTime, number =>
            $$"""{"requestId":"r{{number}}","campaign":"{{Campaign}}","consumer":"{{Pick(consumers, number)}}"}""");

    private static string Pick(SyntheticConsumers consumers, long number) =>
        SyntheticConsumers.IdOf((int)((ulong)number * 0x9E3779B97F4A7C15 % (ulong)consumers.Count));
}
