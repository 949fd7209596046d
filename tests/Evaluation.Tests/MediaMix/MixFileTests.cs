using WorldModel.Evaluation.MediaMix;
using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Schema;
using WorldModel.Schema.Media;
using WorldModel.Simulation.Media;

namespace WorldModel.Evaluation.Tests.MediaMix;

/// <summary>Mixes on disk: what is read answers with the bits of what was written, or is refused.</summary>
public sealed class MixFileTests
{
    private static readonly BayesOptions Quick = new() { Chains = 1, WarmUp = 20, Sweeps = 20, Draws = 4 };

    [Theory]
    [InlineData("ridge")]
    [InlineData("bayes")]
    [InlineData("transformer")]
    public void A_mix_that_was_read_is_the_one_written_to_the_bit(string model)
    {
        var fit = Fit(model, geos: 2);
        var text = MixFile.Write(fit);
        var read = MixFile.Read("mix.json", text);
        Assert.Equal(text, MixFile.Write(read));
        Assert.Equal(model, read.Mix.Model);
        Assert.Equal((fit.Seed, fit.HoldOut, fit.Ridge), (read.Seed, read.HoldOut, read.Ridge));
        Assert.Equal(fit.Priors.Roi, read.Priors.Roi);
        Assert.Equal(fit.Mix.Draws, read.Mix.Draws);
        var plan = SpendPlan.Scaled(fit.Mix.Fitted, 1, 1.7, WeekWindow.Last(fit.Mix.Fitted, 20));
        for (var draw = 0; draw < fit.Mix.Draws; draw++)
            Assert.Equal(Bits(fit.Mix, plan, draw), Bits(read.Mix, plan, draw));
        // A line end that an editor or a repository adds is no damage.
        Assert.Equal(text, MixFile.Write(MixFile.Read("mix.json", text + "\n")));
    }

    [Fact]
    public void A_file_of_another_version_is_refused_as_that_and_not_as_damaged()
    {
        var old = MixFile.Write(Fit("ridge")).Replace("\"version\":2", "\"version\":1");
        var refusal = Assert.Throws<InputException>(() => MixFile.Read("mix.json", old));
        Assert.Equal("format worldmodel-mix, version 1", refusal.Value);
        Assert.Contains("version 2", refusal.Expected);
    }

    [Fact]
    public void One_changed_character_anywhere_is_refused()
    {
        const int Trials = 300;
        var text = MixFile.Write(Fit("transformer"));
        var random = new Random(20261122);
        for (var trial = 0; trial < Trials; trial++)
        {
            var at = random.Next(text.Length);
            var altered = text.ToCharArray();
            altered[at] = (char)('!' + (altered[at] - '!' + 1 + random.Next(90)) % 93);
            if (altered[at] == text[at]) continue;
            var refusal = Assert.Throws<InputException>(() => MixFile.Read("mix.json", new string(altered)));
            Assert.Equal("mix.json", refusal.Field);
        }

        foreach (var length in (int[])[0, 1, 40, text.Length / 2, text.Length - 1])
            Assert.Throws<InputException>(() => MixFile.Read("mix.json", text[..length]));
    }

    [Theory]
    [InlineData("\"weeks\":60", "\"weeks\":2147483647", "rows")]
    [InlineData("\"firstWeek\":\"", "\"firstWeek\":\"9998-12-3", "")]
    [InlineData("\"outcomes\":[", "\"outcomes\":[1e999,", "")]
    [InlineData("\"spend\":[", "\"spend\":[-1,", "")]
    [InlineData("\"channels\":[", "\"channels\":[null,", "")]
    [InlineData("\"harmonics\":", "\"harmonics\":99", "waves")]
    [InlineData("\"draws\":[", "\"draws\":[null,", "")]
    [InlineData("\"priors\":[", "\"priors\":[{\"mean\":1,\"deviation\":1,\"stated\":false},", "one a channel")]
    [InlineData("\"members\":null", "\"members\":[]", "members")]
    [InlineData("\"members\":null", "\"members\":[\"AACAPw==\"]", "weights")]
    [InlineData("\"check\":", "\"check\":1", "as written")]
    [InlineData("\"holdOut\":", "\"holdOut\":null,\"was\":", "")]
    public void What_does_not_fit_together_is_refused_even_where_somebody_sealed_it_again(
        string found, string put, string expected)
    {
        var text = MixFile.Write(Fit("ridge"));
        Assert.Contains(found, text);
        var altered = Sealed(text.Replace(found, put));
        var refusal = Assert.Throws<InputException>(() => MixFile.Read("mix.json", altered));
        Assert.Contains(expected, refusal.Message);
    }

    private static string Sealed(string text)
    {
        var body = text[..text.LastIndexOf(",\"checksum\"", StringComparison.Ordinal)] + "}";
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body));
        return $"{body[..^1]},\"checksum\":\"{Convert.ToHexStringLower(hash)}\"}}";
    }

    private static double[] Bits(IFittedMix mix, WeeklyTable plan, int draw)
    {
        var outcome = new double[plan.Rows];
        mix.Predict(plan, draw, outcome);
        return outcome;
    }

    private static MixFit Fit(string model, int geos = 1)
    {
        var options = new MediaMarketOptions(MediaFamily.Geometric, 3) { Channels = 3, Weeks = 60, Geos = geos };
        var table = MediaMarket.Draw(options).Table;
        var priors = MixPriors.Default(table).With("channel2", new RoiPrior(3, .5));
        IMixLearner learner = model switch
        {
            "ridge" => new RidgeLearner(new RidgeOptions { Draws = 5, Passes = 1, Shapes = [1], Halves = [1] }),
            "bayes" => new BayesLearner(Quick),
            _ => new TransformerLearner(
                new TransformerLearnerOptions
                {
                    Markets = 2,
                    MarketWeeks = 52,
                    Epochs = 1,
                    OwnEpochs = 1,
                    Draws = 4,
                    Evidence = Quick,
                    OwnEvidence = Quick,
                },
                Simulate),
        };
        return new MixFit(
            learner.Learn(table, priors, 7), priors, 7, new HoldOut(12, .1, .2), new HoldOut(12, .3, .2));
    }

    private static SimulatedMarket Simulate(int channels, int weeks, ulong seed)
    {
        var market = MediaMarket.Draw(
            new MediaMarketOptions(MediaFamily.Geometric, seed) { Channels = channels, Weeks = weeks });
        return new SimulatedMarket(market.Table, market.Truth);
    }
}
