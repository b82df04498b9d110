using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class EncodedColumnTests
{
    [Fact]
    public void Codes_stand_for_their_values_and_minus_one_for_missing()
    {
        var column = new EncodedColumn([1, -1, 0, 1], [7, 9]);
        var gathered = new float[3];

        column.Gather([3, 1, 2], gathered);

        Assert.Equal([9, float.NaN, 7], gathered);
        Assert.Equal((4, 9f), (column.Length, column[0]));
    }

    [Fact]
    public void Plain_values_are_themselves()
    {
        EncodedColumn column = (float[])[1.5f, float.NaN];
        var gathered = new float[2];

        column.Gather([1, 0], gathered);

        Assert.Equal([float.NaN, 1.5f], gathered);
    }
}
