using WorldModel.Cli.Demo.Findings;

namespace WorldModel.Cli.Tests.Demo;

public sealed class DemoVerdictTests
{
    [Fact]
    public void The_sentence_says_whom_to_treat_and_what_it_truly_brings()
    {
        var sentence = DemoVerdict.Sentence(FindingsFixture.Good);
        Assert.Equal(
            "Treat 420 of 1,024 consumers: 23.00 spent truly brings 30.00, 11% above the best other rule (loyal first, "
            + "push: 27.00) and 91% of what perfect knowledge would.", sentence);
    }

    [Fact]
    public void A_lead_whose_interval_holds_zero_is_too_close_to_call()
    {
        var narrow = FindingsFixture.Good with
        {
            Scores = [.. FindingsFixture.Good.Scores.Select(s => s with { AheadLow = -0.1 })],
        };
        Assert.Contains(
            "(loyal first, push: 27.00, too close to call for other consumers)", DemoVerdict.Sentence(narrow));
    }

    [Fact]
    public void All_checks_hold_on_good_findings() =>
        Assert.All(DemoVerdict.Checks(FindingsFixture.Good), c => Assert.True(c.Holds, c.Sentence));

    [Fact]
    public void A_rule_that_wins_is_named_with_the_reason()
    {
        var check = DemoVerdict.Checks(FindingsFixture.Beaten).Single(c => c.Name == "rules");
        Assert.False(check.Holds);
        Assert.Contains("loyal first, push wins by 1.00", check.Sentence);
        Assert.Contains("the largest error is push", check.Sentence);
        Assert.Contains("less than loyal first", DemoVerdict.Sentence(FindingsFixture.Beaten));
    }

    [Fact]
    public void A_claim_that_is_not_delivered_is_said() => Assert.Contains(
        "33.3% too high", DemoVerdict.Checks(FindingsFixture.Beaten).Single(c => c.Name == "claim").Sentence);

    [Fact]
    public void The_claim_says_its_raw_sum_what_choosing_adds_and_its_interval() => Assert.StartsWith(
        "the sum of the chosen estimates is 32.00; choosing the largest of noisy estimates flatters them by 1.00; "
        + "claimed 31.00 (28.00 to 33.00); delivers 30.00, so the claim is 3.3% too high",
        DemoVerdict.Checks(FindingsFixture.Good).Single(c => c.Name == "claim").Sentence);

    [Fact]
    public void A_claim_that_fails_names_the_treatment_and_what_the_model_was_not_told()
    {
        var claim = DemoVerdict.Checks(FindingsFixture.Beaten).Single(c => c.Name == "claim");
        Assert.False(claim.Holds);
        Assert.Contains("the largest error is push", claim.Sentence);
        Assert.Contains("stores run a campaign for 10%", claim.Sentence);
        Assert.Contains("would bring 31.00", claim.Sentence);
    }

    [Fact]
    public void A_prediction_too_far_from_the_truth_does_not_hold()
    {
        var good = FindingsFixture.Good;
        var found = good with { Prediction = good.Prediction with { PurchaseAuc = 0.67 } };
        Assert.False(DemoVerdict.Checks(found).Single(c => c.Name == "prediction").Holds);
    }
}
