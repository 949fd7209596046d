using WorldModel.Bench.Serving;

namespace WorldModel.Bench.Load;

/// <summary>The requests that are compared: each of one consumer out of all, in an order without pattern.</summary>
internal static class Targets
{
    public static Target Empty(EmptyServer server, SiloProcess silo, SyntheticConsumers consumers) =>
        Counterfactual(silo, consumers) with
        {
            Name = "empty",
            Url = server.Url,
            Path = EmptyServer.Path,
            Processor = () => server.ProcessorTime,
        };

    /// <summary>What a decision cannot do without: the same bytes asked, written down durably, and answered.</summary>
    public static Target Durable(EmptyServer server, SyntheticConsumers consumers) => new(
        "durable echo", server.Url, DurableEcho.Path, () => server.ProcessorTime, number =>
            Ask(number, "load", Pick(consumers, number)));

    public static Target Belief(SiloProcess silo, SyntheticConsumers consumers) => new(
        "belief", silo.Url, "/v1/belief", () => silo.ProcessorTime, number =>
            $$"""{"consumer":"{{Pick(consumers, number)}}"}""");

    /// <summary>One consumer under push and coupon.</summary>
    public static Target Counterfactual(SiloProcess silo, SyntheticConsumers consumers) => new(
        "counterfactual", silo.Url, "/v1/counterfactual", () => silo.ProcessorTime, number =>
            $$$"""{"consumer":"{{{Pick(consumers, number)}}}","treatments":[{"name":"push","actions":{"push":1}},"""
            + """{"name":"coupon","actions":{"coupon":1}}]}""");

    /// <summary>
    /// One decision, each the first of its campaign, consumer and day: weighed, paid for and written down. When all
    /// consumers have been asked for, the next campaign's turn has come.
    /// </summary>
    public static Target Decision(SiloProcess silo, SyntheticConsumers consumers, string[] campaigns)
    {
        var asked = -1L;
        return Decision(silo, "decision", number =>
        {
            var mine = Interlocked.Increment(ref asked);
            var campaign = mine / consumers.Count;
            if (campaign >= campaigns.Length)
                throw new IOException($"all {consumers.Count:N0} consumers have all decisions: give more --campaigns");
            return Ask(number, campaigns[campaign], Nth(consumers, mine % consumers.Count));
        });
    }

    /// <summary>
    /// The same under new request ids where the day's decision stands: consumers of few, so that nearly all were asked
    /// for before.
    /// </summary>
    public static Target Standing(SiloProcess silo, SyntheticConsumers consumers, string campaign) =>
        Decision(silo, "decision that stands", number => Ask(number, campaign, Pick(consumers, number)));

    private static Target Decision(SiloProcess silo, string name, Func<long, string> body) =>
        new(name, silo.Url, "/v1/decisions", () => silo.ProcessorTime, body);

    private static string Ask(long number, string campaign, string consumer) =>
        $$"""{"requestId":"r{{number}}","campaign":"{{campaign}}","consumer":"{{consumer}}"}""";

    /// <summary>Each of all consumers once, in an order without pattern.</summary>
    private static string Nth(SyntheticConsumers consumers, long number)
    {
        // A prime near the golden section of 2^31: it shares no divisor with a number of consumers.
        const long Stride = 1_327_217_909;
        return SyntheticConsumers.IdOf((int)(number * Stride % consumers.Count));
    }

    private static string Pick(SyntheticConsumers consumers, long number) =>
        SyntheticConsumers.IdOf((int)((ulong)number * 0x9E3779B97F4A7C15 % (ulong)consumers.Count));
}
