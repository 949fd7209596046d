using WorldModel.Models.Heads;

namespace WorldModel.Models.Tests.Heads;

public sealed class HeadDesignTests
{
    [Fact]
    public void A_modifier_that_is_no_main_effect_is_refused()
    {
        DriverDesign[] drivers = [new("price", 0, 0f, 1f, [Modifier.Of("loyal", 2)])];
        var error = Assert.Throws<ArgumentException>(() => new HeadDesign(3, BeliefScaling.None, [0, 1], drivers));
        Assert.Contains("price", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_one_then_belief_then_main_effects_then_driver_times_modifiers()
    {
        DriverDesign[] drivers =
        [
            new("push", 1, 0f, 1f, []),
            new("price", 2, 10f, 2f, [Modifier.Of("loyal", 1), new Modifier("trend", [0, 1], [2f, -1f], 0.5f)]),
        ];
        var design = new HeadDesign(2, new BeliefScaling([0.5f], [4f]), [1, 0], drivers);
        var features = new float[design.Features];
        design.Write([0f, 1f], [0.75f], [9f, 1f, 14f], features);
        Assert.Equal([1f, 1f, 1f, 0f, 1f, 2f, 2f, -1f], features);
        Assert.Equal(5, design.DriverStart(1));
    }
}
