using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Campaigns;

public sealed class SpecTests
{
    private static readonly AudienceCondition[] Loyal = [new("loyalty", ["1"])];
    private static readonly AudienceCondition[] NotLoyal = [new("loyalty", ["0", "unknown"])];

    [Fact]
    public void A_spec_with_everything_in_it_reads_back_from_its_bytes()
    {
        var spec = Full();
        var writer = new RecordWriter();
        SpecCodec.Write(writer, spec);
        var reader = new RecordReader(writer.Written);
        var read = SpecCodec.Read(ref reader);
        Assert.True(reader.AtEnd);
        Assert.True(SpecCodec.Same(spec, read));
        Assert.Equivalent(spec, read);
    }

    [Fact]
    public void Specs_that_differ_in_any_new_field_are_not_the_same()
    {
        var full = Full();
        CampaignSpec[] others =
        [
            full with { From = null }, full with { Until = null }, full with { AudienceList = false },
            full with { Requires = [] }, full with { Caps = [full.Caps[0]] }, full with { QuietHours = null },
            full with { Guard = null },
            full with { Caps = [full.Caps[0] with { Scope = CapScope.Campaign, Contacts = 1 }, full.Caps[1]] },
            full with { Treatments = [full.Treatments[0] with { Requires = [] }, .. full.Treatments[1..]] },
        ];
        Assert.All(others, other => Assert.False(SpecCodec.Same(full, other)));
        Assert.NotNull(SpecChecks.Check(Worlds.Make().Schema, full));
    }

    [Fact]
    public void An_end_before_the_start_is_refused() => Refused(
        Worlds.Spec() with { From = Worlds.Start, Until = Worlds.Start.AddDays(-1) }, "until", "2025-05-31");

    [Fact]
    public void A_pinned_day_outside_the_campaign_is_refused() => Refused(
        Worlds.Spec() with { From = Worlds.Start, Day = Worlds.Start.AddDays(-1) }, "day", "2025-05-31");

    [Fact]
    public void A_cap_on_an_unknown_treatment_is_refused() => Refused(
        Capped(new FrequencyCap(["letter"], 1, 7, CapScope.Campaign)), "caps[0].treatments[0]", "letter");

    [Fact]
    public void A_cap_of_an_unknown_scope_is_refused() =>
        Refused(Capped(new FrequencyCap([], 1, 7, "world")), "caps[0].scope", "world");

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void A_window_that_is_not_kept_is_refused(int days) =>
        Refused(Capped(new FrequencyCap([], 1, days, CapScope.All)), "caps[0].days", days.ToString());

    [Fact]
    public void A_cap_of_no_contacts_is_refused() =>
        Refused(Capped(new FrequencyCap([], 0, 7, CapScope.All)), "caps[0].contacts", "0");

    [Fact]
    public void A_cap_that_a_decision_a_day_never_reaches_is_refused() =>
        Refused(Capped(new FrequencyCap([], 7, 7, CapScope.Campaign)), "caps[0].contacts", "7");

    [Fact]
    public void The_same_contacts_capped_twice_for_the_same_days_are_refused() => Refused(
        Capped(Cap(["push", "coupon"], 2, 7), Cap(["coupon", "push"], 3, 7)), "caps[1].contacts", "3");

    [Theory]
    [InlineData(2, 14)] // No more in the longer window: the shorter one is idle.
    [InlineData(1, 14)]
    [InlineData(4, 14)] // As many as two shorter windows allow: the longer one is idle.
    [InlineData(2, 3)] // As many in a shorter window.
    public void Of_two_caps_on_the_same_contacts_each_must_bind(int contacts, int days) =>
        Refused(Capped(Cap([], 2, 7), Cap([], contacts, days)), "caps[1].contacts", contacts.ToString());

    [Theory]
    [InlineData(3, 14)]
    [InlineData(1, 2)]
    public void Two_caps_that_both_bind_are_welcome(int contacts, int days) => Assert.NotNull(
        SpecChecks.Check(Worlds.Make().Schema, Capped(Cap([], 2, 7), Cap([], contacts, days))));

    [Fact]
    public void Caps_on_other_treatments_or_of_another_scope_stand_side_by_side() => Assert.NotNull(SpecChecks.Check(
        Worlds.Make().Schema, Capped(
            Cap(["push"], 1, 7), Cap(["coupon"], 1, 7), new FrequencyCap(["push"], 2, 7, CapScope.All))));

    [Fact]
    public void A_longer_cap_on_all_campaigns_binds_where_others_contact() => Assert.NotNull(SpecChecks.Check(
        Worlds.Make().Schema, Capped(
            new FrequencyCap([], 1, 7, CapScope.All), new FrequencyCap([], 6, 28, CapScope.All))));

    [Fact]
    public void A_cap_on_some_treatments_that_a_cap_on_all_outdoes_is_refused() =>
        Refused(Capped(Cap(["push"], 3, 7), Cap([], 2, 7)), "caps[0].contacts", "3");

    [Fact]
    public void A_cap_of_the_campaign_that_one_of_all_campaigns_outdoes_is_refused() => Refused(
        Capped(new FrequencyCap([], 2, 14, CapScope.All), Cap(["push", "both"], 2, 7)), "caps[1].contacts", "2");

    [Fact]
    public void Two_caps_that_name_the_same_contacts_in_two_ways_are_refused() =>
        Refused(Capped(Cap([], 2, 7), Cap(["push", "coupon", "both"], 2, 7)), "caps[1].contacts", "2");

    [Fact]
    public void A_cap_on_contacts_that_the_other_does_not_count_is_welcome() => Assert.NotNull(SpecChecks.Check(
        Worlds.Make().Schema, Capped(
            Cap(["push", "coupon"], 1, 7), Cap(["push", "both"], 1, 7),
            new FrequencyCap([], 2, 7, CapScope.All), new FrequencyCap(["push", "coupon", "both"], 2, 8, CapScope.All),
            new FrequencyCap(["both"], 1, 30, CapScope.All))));

    [Fact]
    public void An_outcome_valued_twice_is_refused()
    {
        var spec = Worlds.Spec();
        OutcomeValue[] values = [.. spec.Values, spec.Values[0] with { Value = 5 }];
        Refused(spec with { Values = values }, "values[2].outcome", "visit");
    }

    [Theory]
    [InlineData(-.1)]
    [InlineData(1.01)]
    [InlineData(30)]
    public void A_margin_that_is_no_share_is_refused(double margin)
    {
        var spec = Worlds.Spec();
        spec.Values[1] = spec.Values[1] with { Margin = margin };
        Refused(spec, "values[1].margin", Numbers.Text(margin));
    }

    [Fact]
    public void An_outcome_that_does_harm_has_a_negative_value()
    {
        var spec = Worlds.Spec();
        spec.Values[0] = spec.Values[0] with { Value = -1 };
        Assert.Equal(-1, SpecChecks.Check(Worlds.Make().Schema, spec).Worth[0]);
    }

    [Fact]
    public void A_treatment_that_does_nothing_is_refused() =>
        Refused(WithTreatment("letter"), "treatments[3].actions", "{}");

    [Fact]
    public void A_treatment_of_what_the_context_does_anyway_is_refused()
    {
        ActionSetting[] context = [new("push", "1"), new("campaign", "1")];
        var spec = Worlds.Spec() with { Context = context };
        Refused(spec, "treatments[0].actions", "push");
        var without = spec with { Treatments = [.. spec.Treatments[1..]] };
        Assert.Equal(2, SpecChecks.Check(Worlds.Make().Schema, without).Treatments.Count);
    }

    [Fact]
    public void A_treatment_of_what_runs_by_the_calendar_is_refused() => Refused(
        WithTreatment("weekend", new("push", "1"), new("sale1", "1")), "treatments[3].actions[1].action", "sale1");

    [Fact]
    public void A_fallback_that_would_never_be_given_because_it_costs_is_refused()
    {
        Refused(Worlds.Spec() with { Fallback = "coupon" }, "fallback", "coupon");
        var spec = Worlds.Spec() with { Fallback = "push" };
        spec.Treatments[0] = spec.Treatments[0] with { Cost = 0 };
        Assert.Equal("push", SpecChecks.Check(Worlds.Make().Schema, spec).Spec.Fallback);
    }

    [Fact]
    public void A_stored_spec_that_is_refused_today_still_reads() => Assert.NotNull(
        CampaignTerms.Of(Worlds.Make().Schema, WithTreatment("letter") with { Fallback = "coupon" }));

    [Fact]
    public void A_campaign_without_a_budget_says_where_its_money_must_come_from()
    {
        var spec = Worlds.Spec(perConsumer: null) with { Pool = "sprnig" };
        Assert.Contains("'sprnig'", Assert.Single(CampaignReporter.MoneyNotes(CampaignState.New(spec))));
        Assert.Empty(CampaignReporter.MoneyNotes(CampaignState.New(spec) with { BudgetMicros = 1 }));
        Assert.Empty(CampaignReporter.MoneyNotes(CampaignState.New(Worlds.Spec())));
        Assert.Empty(CampaignReporter.MoneyNotes(CampaignState.New(spec with
        {
            Treatments = [spec.Treatments[0] with { Cost = 0 }],
        })));
    }

    [Theory]
    [InlineData("25:00", "08:00", "quietHours.from", "25:00")]
    [InlineData("21:00", "8", "quietHours.to", "8")]
    [InlineData("21:00", "21:00", "quietHours.to", "21:00")]
    public void Quiet_hours_that_are_no_hours_are_refused(string from, string to, string field, string value) =>
        Refused(Worlds.Spec() with { QuietHours = new QuietHours(from, to) }, field, value);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(double.NaN)]
    public void A_guard_that_stops_nobody_or_everybody_is_refused(double guard) =>
        Refused(Worlds.Spec() with { Guard = guard }, "guard", Numbers.Text(guard));

    [Fact]
    public void A_condition_that_no_value_meets_is_refused() => Refused(
        Worlds.Spec() with { Requires = [new AudienceCondition("loyalty", [])] }, "requires[0].in", "[]");

    [Theory]
    [InlineData("store", "north", "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, unknown")]
    [InlineData("age", "25", "one of 20s, 30s, 40s, 50s, 60s, unknown")]
    [InlineData("loyalty", "true", "one of 0, 1, unknown")]
    public void A_value_that_an_attribute_never_has_is_refused_at_its_place(
        string attribute, string value, string expected)
    {
        var spec = Worlds.Spec() with { Requires = [new AudienceCondition(attribute, ["unknown", value])] };
        Refused(spec, "requires[0].in[1]", value, expected);
        Refused(Worlds.Spec() with { Audience = spec.Requires }, "audience[0].in[1]", value, expected);
    }

    [Fact]
    public void An_attribute_twice_among_conditions_is_refused() =>
        Refused(Worlds.Spec() with { Requires = [.. Loyal, .. Loyal] }, "requires[1].attribute", "loyalty");

    [Fact]
    public void Requirements_that_nobody_of_the_audience_meets_are_refused() =>
        Refused(Worlds.Spec() with { Audience = NotLoyal, Requires = Loyal }, "requires[0].in", "1");

    [Fact]
    public void A_treatment_that_requires_what_the_campaign_excludes_is_refused()
    {
        var spec = Worlds.Spec() with { Requires = NotLoyal };
        spec.Treatments[1] = spec.Treatments[1] with { Requires = Loyal };
        Refused(spec, "treatments[1].requires[0].in", "1");
    }

    private static CampaignSpec WithTreatment(string name, params ActionSetting[] actions)
    {
        var spec = Worlds.Spec();
        return spec with { Treatments = [.. spec.Treatments, new TreatmentSpec(name, actions, .02, null)] };
    }

    private static CampaignSpec Capped(params FrequencyCap[] caps) => Worlds.Spec() with { Caps = caps };

    private static FrequencyCap Cap(string[] treatments, int contacts, int days) =>
        new(treatments, contacts, days, CapScope.Campaign);

    private static CampaignSpec Full()
    {
        var spec = Worlds.Spec();
        spec.Treatments[0] = spec.Treatments[0] with { Requires = [new AudienceCondition("store", ["1", "2"])] };
        return spec with
        {
            From = Worlds.Start,
            Until = Worlds.Start.AddDays(30),
            AudienceList = true,
            Audience = Loyal,
            Requires = [new AudienceCondition("loyalty", ["1", "unknown"])],
            Caps = [new FrequencyCap([], 5, 7, CapScope.All), Cap(["push"], 2, 7)],
            QuietHours = new QuietHours("21:00", "08:30"),
            Guard = .5,
        };
    }

    private static void Refused(CampaignSpec spec, string field, string value, string expected = "")
    {
        var error = Assert.Throws<InputException>(() => SpecChecks.Check(Worlds.Make().Schema, spec));
        Assert.Equal((field, value), (error.Field, error.Value));
        Assert.NotEmpty(error.Expected);
        Assert.Contains(expected, error.Expected);
    }
}
