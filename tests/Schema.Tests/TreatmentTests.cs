namespace WorldModel.Schema.Tests;

public sealed class TreatmentTests
{
    private static readonly ActionVector Vector = new(TestSchemas.Shop);

    [Fact]
    public void A_treatment_in_words_turns_its_actions_on()
    {
        Assert.Equal([0, 1, 1, 0], Vector.Of(Treatment.Parse(Vector, "mail=blue + call")));
        Assert.Equal([0, 0, 0, 0], Vector.Of(Treatment.Parse(Vector, "none")));
    }

    [Fact]
    public void A_level_turns_the_actions_other_levels_off_and_leaves_other_actions()
    {
        float[] actions = [1, 0, 1, 1];
        Vector.Apply(Treatment.Parse(Vector, "mail=blue"), actions);

        Assert.Equal([0, 1, 1, 1], actions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sms")]
    [InlineData("mail")]
    [InlineData("mail=pink")]
    [InlineData("call=2")]
    [InlineData("mail=red+mail=blue")]
    public void Unknown_actions_and_levels_are_bad_input(string text) =>
        Assert.Equal("treatment", Assert.Throws<InputException>(() => Treatment.Parse(Vector, text)).Field);

    [Fact]
    public void Conditions_of_a_derived_input_must_all_hold()
    {
        var derived = new DerivedInputs(TestSchemas.Shop);
        var encoder = new Encoder(TestSchemas.Shop);
        List<string> names = [.. encoder.UnitNames];
        var visible = new float[encoder.Units];
        var value = new float[1];
        visible[names.IndexOf("region_north")] = 1;
        derived.Compute(visible, [1, 0, 0, 0], value);
        Assert.Equal(0, value[0]);

        visible[names.IndexOf("member")] = 1;
        derived.Compute(visible, [1, 0, 0, 0], value);
        Assert.Equal(5, value[0]);
        derived.Compute(visible, [0, 1, 0, 0], value);
        Assert.Equal(0, value[0]);
    }
}
