using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>Events that take another back, and events that bring new attributes.</summary>
public sealed class ReversalTests
{
    private static readonly ConsumerEventMessage Visit = Worlds.Event("v", "x", 10);

    private readonly TestHost _host = NewHost();

    [Fact]
    public void What_is_taken_back_leaves_the_state_that_was_never_told_of_it()
    {
        Observe(_host, Worlds.Event("a", "x", 8), Worlds.Event("b", "x", 9, 2), Visit, Worlds.Event("c", "x", 11, 1));
        Assert.Equal(1, Observe(_host, Worlds.Reversal("r", Worlds.Event("b", "x", 9, 2))).Merged);
        Assert.Equal(1, Observe(_host, Worlds.Reversal("s", Visit, Worlds.Start.AddDays(11))).Applied);
        var never = NewHost();
        Observe(never, Worlds.Event("a", "x", 8), Worlds.Event("c", "x", 11, 1));
        Assert.Equal(State(never), State(_host));
    }

    [Fact]
    public void A_day_on_which_something_happened_twice_keeps_the_other_of_them()
    {
        Observe(_host, Visit, Visit with { Id = "w" }, Worlds.Reversal("r", Visit));
        var once = NewHost();
        Observe(once, Visit);
        Assert.Equal(State(once), State(_host));
        Observe(_host, Worlds.Reversal("s", Visit with { Id = "w" }));
        Assert.NotEqual(State(once), State(_host));
    }

    [Fact]
    public void A_reversal_told_twice_counts_once_and_a_second_one_is_refused()
    {
        var reversal = Worlds.Reversal("r", Visit);
        Observe(_host, Visit, reversal);
        var state = State(_host);
        Assert.Equal(1, Observe(_host, reversal).Repeated);
        Refused("reverses", "v", "not taken back", reversal with { Id = "r2" });
        Assert.Equal(1, Observe(_host, Visit).Repeated);
        Assert.Equal(state, State(_host));
    }

    [Fact]
    public void Only_a_known_outcome_of_the_same_consumer_and_name_can_be_taken_back()
    {
        var push = Worlds.Event("p", "x", 10, 1);
        Observe(_host, Visit, push, Worlds.Event("other", "y", 10), Worlds.Profile("at", "x", Visit.Day, 3));
        var before = State(_host);
        Refused("reverses", "nothing", "known", Worlds.Reversal("r", Visit with { Id = "nothing" }));
        Refused("reverses", "other", "known", Worlds.Reversal("r", Visit with { Id = "other" }));
        Refused("reverses", "v", "known", Worlds.Reversal("r", Visit with { Consumer = "nobody" }));
        Refused("reverses", "v", "purchase", Worlds.Reversal("r", Visit) with { Name = "purchase" });
        Refused("reverses", "p", "visit", Worlds.Reversal("r", Visit with { Id = "p" }));
        Refused("reverses", "at", "visit", Worlds.Reversal("r", Visit with { Id = "at" }));
        Refused("reverses", "action", "outcome", Worlds.Reversal("r", push));
        Refused("day", "2025-06-10", "2025-06-11", Worlds.Reversal("r", Visit, Visit.Day.AddDays(-1)));
        Assert.Equal(before, State(_host));
        Assert.Equal(-1, _host.Inside(0).State.Rows.Find("nobody"));
    }

    [Fact]
    public void What_lies_behind_the_lateness_window_is_settled()
    {
        Observe(_host, Visit);
        Refused("reverses", "v", "2025-06-12 or later", Worlds.Reversal("r", Visit, Visit.Day.AddDays(3)));
        Observe(_host, Worlds.Event("later", "x", 13));
        Refused("reverses", "v", "known", Worlds.Reversal("r", Visit, Visit.Day.AddDays(2)));
    }

    [Fact]
    public void A_profile_in_the_stream_replaces_the_attributes_from_its_day_on_and_counts_once()
    {
        var day = Worlds.Start.AddDays(10);
        Assert.Equal(1, Observe(_host, Worlds.Profile("a", "x", day, 3)).Applied);
        Assert.Equal(1, Observe(_host, Worlds.Profile("b", "x", day.AddDays(1), 4)).Applied);
        // Overtaken: told later, of an earlier day.
        Assert.Equal(1, Observe(_host, Worlds.Profile("c", "x", day, 5)).Merged);
        Assert.Equal(1, Observe(_host, Worlds.Profile("a", "x", day, 3)).Repeated);
        Assert.Equal(4, _host.Inside(0).State.Rows[0].Attributes[0]);
        Assert.Equal(-1, _host.Inside(0).State.Rows[0].Attributes[1]);
        Assert.Equal(ProblemCode.Late,
            Assert.Single(Observe(_host, Worlds.Profile("d", "x", day.AddDays(-2), 3)).Refused).Problem.Code);
    }

    [Fact]
    public void A_profile_says_nothing_but_attributes_and_nothing_else_says_them()
    {
        var profile = Worlds.Profile("a", "x", Worlds.Start, 3);
        Refused("attributes", null, "an object", profile with { Attributes = null });
        Refused("attributes.store", "77", "one of", Worlds.Profile("a", "x", Worlds.Start, 77));
        Refused("name", "visit", "no name", profile with { Name = "visit" });
        Refused("value", "2", "no value", profile with { Value = 2 });
        Refused("reverses", "v", "no reverses", profile with { Reverses = "v" });
        Refused("attributes", "an object", "profile", Visit with { Attributes = profile.Attributes });
    }

    private static string State(TestHost host) => string.Join(' ', host.Inside(0).State.Rows.States[0].ToArray());

    private static ObserveReply Observe(TestHost host, params ConsumerEventMessage[] events) =>
        host.Ask(() => host.Shard(0).Observe(new ObserveBatch(events)));

    private void Refused(string field, string? value, string expected, ConsumerEventMessage message)
    {
        var problem = Assert.Single(Observe(_host, message).Refused).Problem;
        Assert.Equal(($"events[0].{field}", value), (problem.Field, problem.Value));
        Assert.Contains(expected, problem.Expected);
    }

    private static TestHost NewHost()
    {
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(60);
        return new TestHost(new MemoryStore(), world, 1, 1);
    }
}
